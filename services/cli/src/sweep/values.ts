/** @file The small values of a sweep file that stand in several places: names, paths, budgets, draws. */
import { Name, didYouMean, type Budget } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import type { Mention } from './sweepFile.ts';

const NAME_EXPECTED =
  'a name of letters, digits and . _ + @ -, beginning with a letter or digit, at most 200 characters long';

export function readName(field: Field): string | undefined {
  const text = field.text(NAME_EXPECTED);
  return text === undefined || Name.safeParse(text).success ? text : field.fault(NAME_EXPECTED);
}

/** A path holds a slash, is `.` or `..`, or ends like a file; a name does none of it. */
export function isPath(text: string): boolean {
  return /[/\\]|^\.{1,2}$|\.(?:ya?ml|onnx)$/.test(text);
}

const MENTION_EXPECTED = {
  encoder: 'the name of an encoder, a path like ./my-encoder/manifest.yaml, or a mapping with the key use',
  dataset: 'the name of a dataset, or a path like ./folder',
} as const;

/**
 * A name of the catalog or a path.
 * @param known the names that exist
 */
export function readMention(
  field: Field,
  what: keyof typeof MENTION_EXPECTED,
  known: readonly string[],
): Mention | undefined {
  const use = field.text(MENTION_EXPECTED[what]);
  if (use === undefined) return undefined;
  if (isPath(use)) return { use, isPath: true, field };
  if (known.includes(use)) return { use, isPath: false, field };
  const hint = `${didYouMean(use, known)} \`regatta ${what}s list\` shows all.`;
  return field.fault(`the name of a known ${what}`, { hint });
}

const BUDGET_MAX = 1_000_000;

export function readBudget(field: Field): Budget | undefined {
  const value = field.scalar;
  if (value === 'all') return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= BUDGET_MAX) return value;
  return field.fault(`a number of labels per class from 1 to ${BUDGET_MAX}, or all`);
}

/** A list without repetitions; one value may stand without the brackets. */
export function readList<T>(field: Field, what: string, read: (item: Field) => T | undefined): T[] | undefined {
  const items = field.kind === 'list' || field.kind === 'nothing' ? field.items(what) : [field];
  if (items === undefined) return undefined;
  const values = new Map<string, T>();
  for (const item of items) {
    const value = read(item);
    if (value === undefined) continue;
    const key = String(item.scalar);
    if (values.has(key)) item.fault('no repetition', { found: `${item.describe()} again` });
    values.set(key, value);
  }
  return [...values.values()];
}

/** Reads a field that may be left out. */
export function optional<T>(field: Field | undefined, read: (field: Field) => T | undefined): T | undefined {
  return field === undefined ? undefined : read(field);
}
