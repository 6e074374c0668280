/** @file Which parts of a cell differ from those of another one. */
import { isDeepStrictEqual } from 'node:util';
import type { CellParts } from './readCell.ts';

export interface PartChange {
  readonly part: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** Parts that are values, in the order in which they are told. */
const PLAIN = ['weights', 'tap', 'preprocessing', 'precision', 'datasetHash', 'protocol', 'split', 'seed'] as const;

/** What has changed on the way from one cell to the other, the finest parts that are known of. */
export function partChanges(before: CellParts, now: CellParts): PartChange[] {
  const plain = PLAIN.filter((part) => before[part] !== now[part]).map((part) => ({
    part: part === 'datasetHash' ? 'dataset' : part,
    before: before[part],
    now: now[part],
  }));
  const encoderChanged = before.encoderHash !== now.encoderHash;
  const isExplained = plain.some(({ part }) => ['weights', 'tap', 'preprocessing', 'precision'].includes(part));
  const manifest = encoderChanged && !isExplained ? fieldChanges('encoder', before.manifest, now.manifest) : [];
  const unknown = encoderChanged && !isExplained && manifest.length === 0;
  return [
    ...plain,
    ...manifest,
    ...(unknown ? [{ part: 'encoder', before: before.encoderHash, now: now.encoderHash }] : []),
    ...fieldChanges('split', before.request, now.request),
    ...fieldChanges('method', before.method, now.method),
  ];
}

function fieldChanges(
  part: string,
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): PartChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((field) => !isDeepStrictEqual(before[field], now[field]))
    .map((field) => ({ part: `${part}.${field}`, before: before[field] ?? null, now: now[field] ?? null }));
}
