/** @file The words by which folders and tables name the sides of a split. */
import type { OfficialSplit } from '@regatta/datasets';

const SPLIT_NAMES: Readonly<Record<string, OfficialSplit>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
};

/** In any case of letters; undefined for other words. */
export function splitOf(name: string): OfficialSplit | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(SPLIT_NAMES, key) ? SPLIT_NAMES[key] : undefined;
}
