import { Random } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import { readGolden, readGoldenArray } from '../../../test/support/numericFixtures.ts';
import { membersOf, takeClusters } from './bootstrap.ts';
import {
  accuracy,
  accuracyDifferences,
  bootstrap,
  clusteredResampler,
  confusionMatrix,
  macroAccuracy,
  macroF1,
  pairedAccuracies,
  pairedDifference,
  plainResampler,
  stratifiedResampler,
  type Resampler,
} from './mod.ts';

interface Bootstrap {
  resamples: number;
  plain_seed_2022: { interval: number[]; standard_error: number; macro_f1_interval: number[] };
  stratified_by_class_seed_2023: { accuracy_interval: number[]; balanced_accuracy_interval: number[] };
  clustered_seed_2024: { accuracy_interval: number[]; standard_error: number };
  paired_seed_2022: {
    interval: number[];
    p_two_sided: number;
    macro_f1_interval: number[];
    macro_f1_p_two_sided: number;
  };
}

const golden = readGolden<{ bootstrap: Bootstrap }>('metrics/intervals.json').bootstrap;
const truth = readGoldenArray('metrics/y-true.npy');
const prediction = readGoldenArray('metrics/y-pred.npy');
const other = readGoldenArray('metrics/y-pred-other.npy');

/** The rows of a stored matrix of resamples, one after the other. */
function storedResamples(file: string): Resampler {
  const rows = readGoldenArray(`metrics/${file}`) as Int32Array;
  let at = 0;
  return () => rows.subarray(at, (at += truth.length));
}

const at = (values: ArrayLike<number>, rows: Int32Array) => Int32Array.from(rows, (row) => values[row]!);
const matrixOf = (rows: Int32Array, predicted = prediction) => confusionMatrix(at(truth, rows), at(predicted, rows), 6);
const accuracyOf = (rows: Int32Array) => accuracy(at(truth, rows), at(prediction, rows));
const { resamples } = golden;

describe('with the stored resamples', () => {
  test('plain intervals and standard error equal NumPy', () => {
    const ofAccuracy = bootstrap(accuracyOf, { resample: storedResamples('bootstrap-rows.npy'), resamples });
    expectInterval(ofAccuracy.interval, golden.plain_seed_2022.interval);
    expect(ofAccuracy.standardError).toBeCloseTo(golden.plain_seed_2022.standard_error, 12);
    const ofF1 = bootstrap((rows) => macroF1(matrixOf(rows)), {
      resample: storedResamples('bootstrap-rows.npy'),
      resamples,
    });
    expectInterval(ofF1.interval, golden.plain_seed_2022.macro_f1_interval);
  });

  test('stratified intervals equal NumPy', () => {
    const run = (statistic: (rows: Int32Array) => number) =>
      bootstrap(statistic, { resample: storedResamples('bootstrap-stratified-rows.npy'), resamples }).interval;
    expectInterval(run(accuracyOf), golden.stratified_by_class_seed_2023.accuracy_interval);
    expectInterval(
      run((rows) => macroAccuracy(matrixOf(rows))),
      golden.stratified_by_class_seed_2023.balanced_accuracy_interval,
    );
  });

  test('clustered intervals equal NumPy', () => {
    const members = membersOf(readGoldenArray('metrics/cluster.npy'));
    const drawn = readGoldenArray('metrics/bootstrap-clusters.npy');
    let row = 0;
    const resample = () => {
      const start = row++ * members.length;
      return takeClusters(members, { length: members.length, draw: (i) => drawn[start + i]! });
    };
    const { interval, standardError } = bootstrap(accuracyOf, { resample, resamples });
    expectInterval(interval, golden.clustered_seed_2024.accuracy_interval);
    expect(standardError).toBeCloseTo(golden.clustered_seed_2024.standard_error, 12);
  });

  test('paired differences and their p-values equal NumPy', () => {
    const hits = [prediction, other].map((own) => Uint8Array.from(own, (label, i) => Number(label === truth[i])));
    const paired = pairedAccuracies(hits, { resample: storedResamples('bootstrap-rows.npy'), resamples });
    const { interval, pTwoSided } = pairedDifference(accuracyDifferences(paired, 0, 1));
    expectInterval(interval, golden.paired_seed_2022.interval);
    expect(pTwoSided).toBeCloseTo(golden.paired_seed_2022.p_two_sided, 12);

    const resample = storedResamples('bootstrap-rows.npy');
    const differences = Array.from({ length: resamples }, () => {
      const rows = resample();
      return macroF1(matrixOf(rows)) - macroF1(matrixOf(rows, other));
    });
    const ofF1 = pairedDifference(differences);
    expectInterval(ofF1.interval, golden.paired_seed_2022.macro_f1_interval);
    expect(ofF1.pTwoSided).toBeCloseTo(golden.paired_seed_2022.macro_f1_p_two_sided, 12);
  });
});

describe('resamplers', () => {
  test('a stratified resample keeps the rows of every class', () => {
    const rows = stratifiedResampler(truth, new Random(1))();
    expect([...at(truth, rows)].sort()).toEqual([...truth].sort());
  });

  test('a clustered resample takes clusters whole', () => {
    const cluster = [7, 7, 3, 3, 3, 9];
    const resample = clusteredResampler(cluster, new Random(2));
    for (let draw = 0; draw < 20; draw++) {
      const counts = [0, 0, 0, 0, 0, 0];
      for (const row of resample()) counts[row]!++;
      expect(counts[0]).toBe(counts[1]);
      expect([counts[2], counts[4]]).toEqual([counts[3], counts[3]]);
      expect(counts[0]! + counts[2]! + counts[5]!).toBe(3);
    }
  });

  test('the same seed gives the same interval', () => {
    const run = () => bootstrap(accuracyOf, { resample: plainResampler(truth.length, new Random('x')), resamples: 50 });
    expect(run()).toEqual(run());
  });
});

test('a statistic that is undefined for some resamples is counted, not averaged as a number', () => {
  let draw = 0;
  const result = bootstrap(() => (draw++ % 2 === 0 ? null : 1), {
    resample: plainResampler(3, new Random(0)),
    resamples: 10,
  });
  expect(result).toEqual({ interval: { low: 1, high: 1 }, standardError: 0, undefinedResamples: 5 });
});

function expectInterval(got: { low: number; high: number } | null, expected: readonly number[]): void {
  expect(got!.low).toBeCloseTo(expected[0]!, 12);
  expect(got!.high).toBeCloseTo(expected[1]!, 12);
}
