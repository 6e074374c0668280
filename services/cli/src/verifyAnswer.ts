/** @file What is broken of a dataset, for people. */
import type { BrokenObject, Catalog } from '@regatta/catalog';
import { formatCount } from '@regatta/report';
import type { CommandContext } from './commandContext.ts';
import { tellProgress } from './sweep/tellProgress.ts';

const SHOWN_MAX = 20;

/** Reads and hashes everything that is stored of a dataset. */
export async function verifyAnswer(
  { output, signal }: CommandContext,
  catalog: Catalog,
  name: string,
): Promise<{ broken: number; answer: { text: () => string; json: () => unknown } }> {
  const onProgress = tellProgress(name, (line) => output.progress(line));
  const found = await catalog.verifyDataset(name, { onProgress, signal });
  const { images, bytes, broken } = found;
  const read = `${formatCount(images)} images, ${(bytes / 1e6).toFixed(1)} MB read and hashed`;
  const text = () =>
    broken.length === 0
      ? `${name}: ${read}; all is as it was imported.`
      : [`${name}: ${read}.`, ...lines(broken)].join('\n');
  return { broken: broken.length, answer: { text, json: () => ({ type: 'verification', name, ...found }) } };
}

function lines(broken: readonly BrokenObject[]): string[] {
  const count = broken.length === 1 ? '1 object is' : `${formatCount(broken.length)} objects are`;
  const shown = broken.slice(0, SHOWN_MAX).map(({ key, reason, images }) => `  ${key}: ${reason} ${affected(images)}`);
  const rest = broken.length - shown.length;
  return [
    `${count} not as imported:`,
    ...shown,
    ...(rest > 0 ? [`  and ${formatCount(rest)} more; --json lists all.`] : []),
    'Remove those with other bytes and import the dataset again (regatta datasets add): what is missing is stored anew.',
  ];
}

function affected(images: readonly string[]): string {
  if (images.length === 0) return 'No image is affected.';
  return images.length === 1
    ? `One image: ${images[0]}.`
    : `${formatCount(images.length)} images, the first ${images[0]}.`;
}
