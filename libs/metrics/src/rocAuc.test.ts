import { describe, expect, test } from 'vitest';
import { readGolden, readGoldenArray } from '../../../test/support/numericFixtures.ts';
import { averagePrecision, oneVsRestAuc, rocAuc } from './mod.ts';

interface Binary {
  y: number[];
  score: number[];
  auc: number;
  average_precision: number;
}

interface Auc {
  binary: Binary;
  all_scores_equal: Binary;
  perfectly_wrong: Binary;
  multiclass_ovr: { per_class: Record<string, number>; macro: number; weighted_by_class_count: number };
}

const golden = readGolden<Auc>('metrics/auc.json');

describe('rocAuc', () => {
  test('counts ties half, as scikit-learn does', () => {
    for (const { y, score, auc } of [golden.binary, golden.all_scores_equal, golden.perfectly_wrong])
      expect(rocAuc(y, score)).toBeCloseTo(auc, 12);
  });

  test('is undefined without a negative row', () => {
    expect(rocAuc([1, 1, 1], [0.1, 0.2, 0.3])).toBeNull();
  });
});

test('average precision does not interpolate between tied scores', () => {
  expect(averagePrecision(golden.binary.y, golden.binary.score)).toBeCloseTo(golden.binary.average_precision, 12);
});

test('one against the rest leaves out the class that is not in the truth', () => {
  const data = Float64Array.from(readGoldenArray('metrics/probability-1024ths.npy'), (unit) => unit / 1024);
  const result = oneVsRestAuc(readGoldenArray('metrics/y-true.npy'), { data, classes: 6 });
  const { per_class, macro, weighted_by_class_count } = golden.multiclass_ovr;
  Object.values(per_class).forEach((area, c) => expect(result.perClass[c]).toBeCloseTo(area, 12));
  expect(result.perClass[5]).toBeNull();
  expect(result.macro).toBeCloseTo(macro, 12);
  expect(result.weighted).toBeCloseTo(weighted_by_class_count, 12);
});
