/** @file CLIP in miniature as files that a person would bring: the golden encoders of its two towers, and a tokenizer of 512 words. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goldenEncoders } from './goldenEncoders.ts';

const TOKENIZER = join(import.meta.dirname, '../golden/tokenizers/clip.tokenizer.json');

/** Lines below `text:`; what is given stands instead of, or beside, the tower's own. */
export type TinyClipText = Readonly<Record<string, string>>;

const OWN_TEXT: TinyClipText = {
  weights: 'text.onnx',
  tokenizer: "{file: tokenizer.json, pad: '<|endoftext|>'}",
  contextLength: '16',
};

/** The bytes of a tower: `clip-vision` or `clip-text`. */
export function tinyClipTower(architecture: 'clip-vision' | 'clip-text'): Uint8Array {
  return goldenEncoders().find(({ title }) => title === `${architecture}/dynamo.onnx`)!.weights;
}

/** Writes a folder with both networks, the tokenizer and the manifest. @returns the manifest's path */
export async function writeTinyClip(
  folder: string,
  {
    name = 'tiny-clip',
    text = {},
    tap = 'image_embeds',
  }: { name?: string; text?: TinyClipText | null; tap?: string } = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vision.onnx'), tinyClipTower('clip-vision'));
  await writeFile(join(folder, 'text.onnx'), tinyClipTower('clip-text'));
  await copyFile(TOKENIZER, join(folder, 'tokenizer.json'));
  const lines = Object.entries({ ...OWN_TEXT, ...text }).map(([key, value]) => `  ${key}: ${value}`);
  const path = join(folder, 'manifest.yaml');
  await writeFile(
    path,
    [
      `name: ${name}`,
      'weights: vision.onnx',
      'input: {name: pixel_values}',
      'preprocessing:',
      '  resize: {mode: exact, size: 32, interpolation: bicubic}',
      '  mean: [0.48145466, 0.4578275, 0.40821073]',
      '  std: [0.26862954, 0.26130258, 0.27577711]',
      `tap: ${tap}`,
      'taps: {projected: image_embeds, pooled: pooled}',
      'licence: CC0-1.0',
      ...(text === null ? [] : ['text:', ...lines]),
      '',
    ].join('\n'),
  );
  return path;
}
