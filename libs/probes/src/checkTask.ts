/** @file Checks of what probes are given, made once at the door. */
import { InputError } from '@regatta/metrics';
import type { Matrix } from '@regatta/tensor';

/** @throws {InputError} no row, or no column */
export function expectRows(what: string, { rows, columns }: Matrix): void {
  if (rows > 0 && columns > 0) return;
  throw new InputError('empty', `Expected at least one row and column of ${what}, got ${rows} x ${columns}.`);
}

/** @throws {InputError} no row, or a number that is NaN or infinite: its row and column */
export function expectFeatures(what: string, X: Matrix): void {
  const { data, columns } = X;
  expectRows(what, X);
  if (isFinite(data)) return;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) continue;
    const [row, column] = [Math.floor(i / columns), i % columns];
    throw new InputError('not-finite', `Expected finite ${what}, got ${data[i]} in row ${row}, column ${column}.`);
  }
}

/** Zero times NaN or infinity is NaN: sums instead of a question per number, four, for one would wait for itself. */
function isFinite(data: Float32Array): boolean {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += data[i]! * 0;
    s1 += data[i + 1]! * 0;
    s2 += data[i + 2]! * 0;
    s3 += data[i + 3]! * 0;
  }
  return s0 + s1 + s2 + s3 === 0 && data.subarray(whole).every(Number.isFinite);
}

/** @throws {InputError} rows of another width than the training rows */
export function expectWidth(what: string, { columns }: Matrix, expected: number): void {
  if (columns === expected) return;
  throw new InputError(
    'dimension-mismatch',
    `Expected ${what} of ${expected} columns, as the training rows have, got ${columns}.`,
  );
}

/** One label per row, whole and from 0 to classes - 1. @throws {InputError} */
export function expectLabelsOf(what: string, labels: ArrayLike<number>, { rows }: Matrix, classes: number): void {
  if (labels.length !== rows)
    throw new InputError(
      'length-mismatch',
      `Expected one label per row of ${rows} ${what}, got ${labels.length} labels.`,
    );
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new InputError(
      'label-out-of-range',
      `Expected labels of ${what} to be whole numbers from 0 to ${classes - 1}, got ${label} in row ${i}.`,
    );
  }
}

/** The classes that have a row, ascending. @throws {InputError} `single-class` when there is one alone */
export function classesPresent(labels: ArrayLike<number>): Int32Array {
  const present = Int32Array.from(new Set(Array.from(labels))).sort();
  if (present.length >= 2) return present;
  throw new InputError(
    'single-class',
    `Expected training rows of at least two classes, got ${labels.length} rows, all of class ${present[0]}.`,
  );
}
