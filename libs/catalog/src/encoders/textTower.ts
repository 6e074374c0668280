/**
 * @file The text tower of an encoder that is added: found by its file or address, tried, and stored as workers need it.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Blobs } from '@regatta/blobs';
import {
  CLIP_MERGES,
  ClipTokenizer,
  EncoderError,
  FileTokenizer,
  TextTowerSpec,
  tapLabel,
  textTowerHash,
  type EncoderManifest,
  type EncoderSpec,
  type ManifestText,
  type Similarity,
  type TextTokenizer,
} from '@regatta/encoders';
import { SessionError } from '@regatta/runtime';
import { z } from 'zod';
import { CatalogError, errorCode, messageOf } from '../errors.ts';
import { trialTower } from './trialTower.ts';
import { FileStamp, findWeights, weightsKey, type WeightsRequest } from './weights.ts';

/** What `catalog.json` says of the tower of an encoder. */
export const TowerEntry = z.strictObject({
  spec: TextTowerSpec,
  /** The network's file when it was hashed; null where it came from an address. */
  stamp: FileStamp.nullable(),
});
export type TowerEntry = z.infer<typeof TowerEntry>;

/** The texts of an encoder, as a use of it sees them. */
export interface EncoderText {
  /** Hash of the tower, which lies under `towers/<hash>.json`. */
  readonly tower: string;
  readonly similarity: Similarity;
  /** True when the tap in use shares the space of texts. */
  readonly isAligned: boolean;
  /** How a sweep file names the tap that does; null: by naming none. */
  readonly tap: string | null;
}

const towerKey = (hash: string) => `towers/${hash}.json`;
const tokenizerKey = (sha256: string) => `tokenizers/${sha256}.json`;

export interface TowerRequest extends Omit<WeightsRequest, 'locked'> {
  /** What the encoder's name stood for until now. */
  readonly known: TowerEntry | undefined;
  /** Length of the image features of the manifest's own tap. */
  readonly dimension: number;
}

/**
 * Brings the tower of a manifest into the object store.
 * @returns undefined for an encoder of images alone
 * @throws {CatalogError} a file is missing or not the one that is meant, or the tower does not do what it should
 */
export async function addTextTower(request: TowerRequest): Promise<TowerEntry | undefined> {
  const { manifest, known, blobs, onProgress, dimension } = request;
  const { text, name } = manifest;
  if (text === undefined) return undefined;
  const locked = known === undefined ? null : { sha256: known.spec.weights, stamp: known.stamp };
  const named = { ...manifest, name: `${name} (text)`, weights: text.weights };
  const found = await findWeights({ ...request, manifest: named, locked });
  const { tokenizer, bytes: tokenizerFile } = await findTokenizer(request, text);
  const same = known?.spec.weights === found.sha256 ? known.spec.padding : null;
  const wanted = specOf(text, { weights: found.sha256, tokenizer, padding: same ?? 'context' });
  if (same !== null && (await isStored(blobs, wanted)) && textTowerHash(wanted) === textTowerHash(known!.spec)) {
    return { spec: wanted, stamp: found.stamp };
  }
  onProgress?.(`Trying the text tower of ${name}`);
  const weights = found.bytes ?? (await blobs.get(weightsKey(found.sha256)));
  try {
    const reader = await openTokenizer(tokenizer, tokenizerFile);
    // Image features of another tap than the manifest's own are not known yet.
    const expected = text.tap === undefined ? dimension : null;
    const spec = await trialTower({ name, weights, spec: wanted, tokenizer: reader }, { dimension: expected });
    await blobs.put(weightsKey(spec.weights), weights);
    if (tokenizer.kind === 'file') await blobs.put(tokenizerKey(tokenizer.sha256), tokenizerFile!);
    await blobs.put(towerKey(textTowerHash(spec)), new TextEncoder().encode(`${JSON.stringify(spec, null, 2)}\n`));
    return { spec, stamp: found.stamp };
  } catch (error) {
    if (!(error instanceof EncoderError || error instanceof SessionError)) throw error;
    throw new CatalogError(`Cannot use the text tower of encoder "${name}": ${error.message}`, { cause: error });
  }
}

/** True when the objects of a tower are in this store. */
export async function isStored(blobs: Blobs, spec: TextTowerSpec): Promise<boolean> {
  const { tokenizer, weights } = spec;
  const keys = [towerKey(textTowerHash(spec)), weightsKey(weights)];
  if (tokenizer.kind === 'file') keys.push(tokenizerKey(tokenizer.sha256));
  return (await Promise.all(keys.map((key) => blobs.head(key)))).every((head) => head !== null);
}

/** What a use of the encoder can do with its texts. */
export function textOfUse(
  manifest: EncoderManifest,
  tower: TowerEntry | undefined,
  { tap }: Pick<EncoderSpec, 'tap'>,
): EncoderText | null {
  const { text, taps } = manifest;
  if (text === undefined || tower === undefined) return null;
  const aligned = text.tap === undefined ? manifest.tap : taps[text.tap]!;
  const isOwn = tapLabel(aligned) === tapLabel(manifest.tap);
  return {
    tower: textTowerHash(tower.spec),
    similarity: text.similarity,
    isAligned: tapLabel(aligned) === tapLabel(tap),
    tap: isOwn ? null : text.tap!,
  };
}

function specOf(
  { contextLength, inputs, output, attendsPadding }: ManifestText,
  found: Pick<TextTowerSpec, 'weights' | 'tokenizer' | 'padding'>,
): TextTowerSpec {
  return TextTowerSpec.parse({ version: 1, ...found, contextLength, attendsPadding, inputs, output });
}

interface FoundTokenizer {
  readonly tokenizer: TextTowerSpec['tokenizer'];
  /** Of its file; null for the one that comes along. */
  readonly bytes: Uint8Array | null;
}

/** @throws {CatalogError} there is no such file, or it is another than the one that is meant */
async function findTokenizer({ manifest, source, known }: TowerRequest, text: ManifestText): Promise<FoundTokenizer> {
  if (text.tokenizer === 'clip') return { tokenizer: { kind: 'clip' }, bytes: null };
  const { file, sha256: stated, clean, pad } = text.tokenizer;
  const path = resolve(dirname(source), file);
  const bytes = await readFile(path).catch((cause: unknown) => {
    const why = errorCode(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new CatalogError(`Cannot read the tokenizer of encoder "${manifest.name}" at ${path}: ${why}.`, { cause });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const before = known?.spec.tokenizer;
  const expected = stated ?? (before?.kind === 'file' ? before.sha256 : sha256);
  if (expected !== sha256) {
    const who = stated === undefined ? 'its first use has locked' : `${source} says`;
    throw new CatalogError(
      `The tokenizer of encoder "${manifest.name}" is not the one expected: ${who} sha256 ${expected}, ${path} has ` +
        `${sha256}. If it is meant, write that into ${source} as text.tokenizer.sha256.`,
    );
  }
  return { tokenizer: { kind: 'file', sha256, clean, ...(pad === undefined ? {} : { pad }) }, bytes };
}

async function openTokenizer(tokenizer: TextTowerSpec['tokenizer'], bytes: Uint8Array | null): Promise<TextTokenizer> {
  if (tokenizer.kind === 'clip') return new ClipTokenizer(await readFile(CLIP_MERGES));
  return new FileTokenizer(bytes!, tokenizer);
}
