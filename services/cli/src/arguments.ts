/** @file Values of flags and arguments, checked while commander reads them, so that a wrong one is bad usage. */
import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
}

export function countFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Expected a whole number from 0.');
  return value;
}

/** `5,20,all`: labels per class. */
export function budgetList(text: string): (number | 'all')[] {
  return commaList(text).map((item) => {
    if (item === 'all') return item;
    const value = Number(item);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw new InvalidArgumentError(`Expected numbers of labels per class from 1, or all, got "${item}".`);
  });
}

/** `a,b`: words without repetitions. */
export function commaList(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new InvalidArgumentError('Expected a list like a,b.');
  return [...new Set(items)];
}

/** For a flag that may stand several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
