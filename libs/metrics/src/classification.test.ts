import { describe, expect, test } from 'vitest';
import { readGolden, readGoldenArray } from '../../../test/support/numericFixtures.ts';
import {
  accuracy,
  brierScore,
  calibrationError,
  confusionMatrix,
  groupAccuracy,
  logLoss,
  macroAccuracy,
  macroF1,
  perClass,
  topKAccuracy,
  weightedF1,
} from './mod.ts';

interface Classification {
  accuracy: number;
  balanced_accuracy: number;
  recall_per_class: Record<string, number>;
  macro_f1_labels_in_truth: number;
  weighted_f1: number;
  confusion_matrix_rows_truth: number[][];
  top_2_accuracy: number;
  log_loss: number;
  log_loss_clip: { probability: number[][]; y: number[]; value: number };
  brier_multiclass_sum: number;
  ece_15: number;
  ece_10: number;
  groups: {
    names: string[];
    count: number[];
    accuracy: Record<string, number | null>;
    worst_group: string;
    worst_group_accuracy: number;
  };
}

const golden = readGolden<Classification>('metrics/classification.json');
const truth = readGoldenArray('metrics/y-true.npy');
const prediction = readGoldenArray('metrics/y-pred.npy');
const probabilities = {
  data: Float64Array.from(readGoldenArray('metrics/probability-1024ths.npy'), (unit) => unit / 1024),
  classes: 6,
};

describe('on the reference of 160 rows, whose sixth class is only predicted', () => {
  const matrix = confusionMatrix(truth, prediction, 6);

  test('the confusion matrix has the truth in its rows', () => {
    expect([...matrix.counts]).toEqual(golden.confusion_matrix_rows_truth.flat());
  });

  test('accuracy, and the averages over classes in the truth, equal scikit-learn', () => {
    expect(accuracy(truth, prediction)).toBeCloseTo(golden.accuracy, 12);
    expect(macroAccuracy(matrix)).toBeCloseTo(golden.balanced_accuracy, 12);
    expect(macroF1(matrix)).toBeCloseTo(golden.macro_f1_labels_in_truth, 12);
    expect(weightedF1(matrix)).toBeCloseTo(golden.weighted_f1, 12);
    expect(topKAccuracy(truth, probabilities, 2)).toBeCloseTo(golden.top_2_accuracy, 12);
  });

  test('a class that is not in the truth has no recall, which is not a recall of 0', () => {
    const recalls = perClass(matrix).map(({ recall }) => recall);
    expect(recalls).toEqual([...Object.values(golden.recall_per_class), null]);
  });

  test('log loss, Brier score and calibration error equal the reference', () => {
    expect(logLoss(truth, probabilities)).toBeCloseTo(golden.log_loss, 12);
    expect(brierScore(truth, probabilities)).toBeCloseTo(golden.brier_multiclass_sum, 12);
    expect(calibrationError(truth, probabilities)).toBeCloseTo(golden.ece_15, 12);
    expect(calibrationError(truth, probabilities, 10)).toBeCloseTo(golden.ece_10, 12);
  });

  test('the worst group is the worst with rows that is not to be ignored', () => {
    const { names, count } = golden.groups;
    const group = readGoldenArray('metrics/group.npy');
    const { groups, worst } = groupAccuracy(truth, prediction, group, { count: names.length, ignored: [5] });
    expect(groups.map(({ n }) => n)).toEqual(count);
    expect(groups.map((entry) => entry.accuracy)).toEqual(Object.values(golden.groups.accuracy));
    expect(names[worst!.group]).toBe(golden.groups.worst_group);
    expect(worst!.accuracy).toBeCloseTo(golden.groups.worst_group_accuracy, 12);
  });
});

test('a certain mistake costs 36 nats, not infinity', () => {
  const { probability, y, value } = golden.log_loss_clip;
  expect(logLoss(y, { data: probability.flat(), classes: 2 })).toBeCloseTo(value, 12);
});

test('among equal scores the lower class is the better guess', () => {
  expect(topKAccuracy([1], { data: [0.5, 0.5, 0], classes: 3 }, 1)).toBe(0);
  expect(topKAccuracy([1], { data: [0.5, 0.5, 0], classes: 3 }, 2)).toBe(1);
});

test('when every group is to be ignored there is no worst one', () => {
  expect(groupAccuracy([0, 1], [0, 0], [1, 1], { count: 2, ignored: [1] }).worst).toBeNull();
});
