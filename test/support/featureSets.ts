/** @file Feature sets for measurements, of any size, and the files through which peers read them. */
import { Random, encodeNpy, matrix, type Matrix } from '@regatta/tensor';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FeatureSet {
  readonly X: Matrix;
  readonly y: Int32Array;
  readonly classes: number;
}

/** Like a contrastive encoder's: a common mean, class means, a spectrum that falls as a power, 2 % wrong labels. */
export function featureSet(shape: { n: number; d: number; classes: number; seed: string }): FeatureSet {
  const { n, classes, seed } = shape;
  const own = new Random(seed);
  const y = Int32Array.from({ length: n }, () => own.integer(classes));
  return featuresOf(y, shape, own);
}

/** The same for given classes; of every 50 labels one becomes wrong, in `y` of what is returned. */
export function featuresOf(
  classOf: Int32Array,
  { d, classes }: { d: number; classes: number },
  random: Random,
): FeatureSet {
  const shared = new Random(`means ${d} ${classes}`);
  const common = Float32Array.from({ length: d }, () => (6 * shared.normal()) / Math.sqrt(d));
  const means = Array.from({ length: classes }, () => Float32Array.from({ length: d }, () => 0.15 * shared.normal()));
  const y = Int32Array.from(classOf);
  const data = new Float32Array(y.length * d);
  for (let i = 0; i < y.length; i++) {
    const mean = means[y[i]!]!;
    for (let j = 0; j < d; j++) data[i * d + j] = common[j]! + mean[j]! + (4.5 * random.normal()) / Math.sqrt(1 + j);
    if (random.next() < 0.02) y[i] = random.integer(classes);
  }
  return { X: matrix(data, y.length, d), y, classes };
}

/** @returns the path of the file */
export function storeMatrix(folder: string, name: string, { data, rows, columns }: Matrix): string {
  const path = join(folder, `${name}.npy`);
  writeFileSync(path, encodeNpy({ dtype: 'float32', shape: [rows, columns], data: Float32Array.from(data) }));
  return path;
}

/** @returns the path of the file */
export function storeIntegers(folder: string, name: string, values: Int32Array): string {
  const path = join(folder, `${name}.npy`);
  writeFileSync(path, encodeNpy({ dtype: 'int32', shape: [values.length], data: Int32Array.from(values) }));
  return path;
}
