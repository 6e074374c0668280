/** @file Checks of inputs, made once at the door so that kernels need none. Each names what was expected and what came. */
import { InputError } from './errors.ts';

/** @param what the entries in words, for example "labels" */
export function expectSome(what: string, values: ArrayLike<unknown>): void {
  if (values.length === 0) throw new InputError('empty', `Expected at least one row of ${what}, got none.`);
}

/** Two inputs that hold one entry per row. */
export function expectSameLength(what: string, values: ArrayLike<unknown>, others: ArrayLike<unknown>): void {
  if (values.length === others.length) return;
  throw new InputError(
    'length-mismatch',
    `Expected ${what} to have one entry per row of both, got ${values.length} and ${others.length}.`,
  );
}

/** Class indices: whole numbers from 0 to classes - 1. */
export function expectLabels(what: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new InputError(
      'label-out-of-range',
      `Expected ${what} to be whole numbers from 0 to ${classes - 1}, got ${label} in row ${i}.`,
    );
  }
}

/** Labels that are only names: any whole numbers. */
export function expectLabelNumbers(what: string, labels: ArrayLike<number>): void {
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isSafeInteger(labels[i]!))
      throw new InputError(
        'label-out-of-range',
        `Expected labels of ${what} to be whole numbers, got ${labels[i]} in row ${i}.`,
      );
  }
}

export function expectFinite(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!))
      throw new InputError('not-finite', `Expected ${what} to be finite, got ${values[i]} in row ${i}.`);
  }
}

/** A condition on a parameter, said in words. */
export function expectParameter(isFulfilled: boolean, name: string, range: string, value: unknown): void {
  if (isFulfilled) return;
  throw new InputError('parameter-out-of-range', `Expected ${name} to be ${range}, got ${String(value)}.`);
}
