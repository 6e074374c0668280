/** @file The reference values of `test/golden/numerics`, for tests of `libs/metrics` and `libs/probes`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy, matrix, takeRows, type Matrix } from '@regatta/tensor';

const GOLDEN = join(import.meta.dirname, '../golden/numerics');

/** A JSON file; the caller says its shape. */
export function readGolden<T>(path: string): T {
  return JSON.parse(readFileSync(join(GOLDEN, path), 'utf8')) as T;
}

/** The numbers of a `.npy` file. */
export function readGoldenArray(path: string): Float32Array | Int32Array {
  return decodeNpy(readFileSync(join(GOLDEN, path))).data as Float32Array | Int32Array;
}

export interface GoldenSide {
  readonly X: Matrix;
  readonly y: Int32Array;
}

export interface GoldenSet {
  readonly train: GoldenSide;
  readonly val: GoldenSide;
  readonly test: GoldenSide;
  readonly classes: number;
}

/** Feature set `a` (contrastive-like) or `b` (collapsed), by its split. */
export function goldenSet(name: 'a' | 'b'): GoldenSet {
  const { data, shape } = decodeNpy(readFileSync(join(GOLDEN, `features/${name}-x.npy`)));
  const X = matrix(data as Float32Array, shape[0]!, shape[1]!);
  const y = readGoldenArray('features/y.npy');
  const side = (split: string): GoldenSide => {
    const rows = readGoldenArray(`features/${split}.npy`);
    return { X: takeRows(X, rows), y: Int32Array.from(rows, (i) => y[i]!) };
  };
  return { train: side('train'), val: side('val'), test: side('test'), classes: 12 };
}
