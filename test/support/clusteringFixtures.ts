/** @file The reference values of `test/golden/clustering`, for tests of `libs/metrics` and `libs/clustering`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy, matrix, type Matrix } from '@regatta/tensor';

const GOLDEN = join(import.meta.dirname, '../golden/clustering');
const FEATURES = join(import.meta.dirname, '../golden/numerics/features');
/** All three data sets of the references, where a checkout lies beside them. */
const FULL = join(import.meta.dirname, '../../../shared/fixtures/numerics/umap');

export const hasFullReferences = existsSync(FULL);

/** A JSON file; the caller says its shape. */
export function readClusteringJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(GOLDEN, path), 'utf8')) as T;
}

/** The numbers of a `.npy` file. */
export function readClusteringArray(path: string): Float32Array | Int32Array {
  return readNumbers(existsSync(join(GOLDEN, path)) ? join(GOLDEN, path) : join(FULL, path));
}

/** A data set with its true labels: `a` (unit rows) always, `digits` and `mixture` only with the full references. */
export function clusteringSet(name: 'a' | 'digits' | 'mixture'): { X: Matrix; y: Int32Array } {
  if (name !== 'a')
    return { X: readMatrix(join(FULL, `${name}-x.npy`)), y: readNumbers(join(FULL, `${name}-y.npy`)) as Int32Array };
  return { X: unitRows(rawFeatures()), y: readNumbers(join(FEATURES, 'y.npy')) as Int32Array };
}

/** Set `a` with rows of their own lengths. */
export function rawFeatures(): Matrix {
  return readMatrix(join(FEATURES, 'a-x.npy'));
}

export function goldenMatrix(path: string): Matrix {
  return readMatrix(join(GOLDEN, path));
}

function readMatrix(path: string): Matrix {
  const { data, shape } = decodeNpy(readFileSync(path));
  return matrix(data as Float32Array, shape[0]!, shape[1]!);
}

function readNumbers(path: string): Float32Array | Int32Array {
  return decodeNpy(readFileSync(path)).data as Float32Array | Int32Array;
}

function unitRows({ data, rows, columns }: Matrix): Matrix {
  const out = Float32Array.from(data);
  for (let i = 0; i < rows; i++) {
    const own = out.subarray(i * columns, (i + 1) * columns);
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    own.forEach((value, c) => (own[c] = value / norm));
  }
  return matrix(out, rows, columns);
}
