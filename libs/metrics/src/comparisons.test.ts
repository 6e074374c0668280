import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../test/support/numericFixtures.ts';
import { studentizedRangeQuantile } from './studentizedRange.ts';
import {
  averageRanks,
  friedman,
  holm,
  indistinguishable,
  kendall,
  mcNemar,
  nemenyiCriticalDifference,
  nemenyiP,
  spearman,
} from './mod.ts';

interface FriedmanReference {
  mean_ranks: Record<string, number>;
  chi2: number;
  chi2_p: number;
  iman_davenport_f: number;
  iman_davenport_p: number;
  critical_difference: Record<string, number>;
  'not_different_at_0.05': string[][];
  nemenyi_p: Record<string, number>;
}

interface Comparisons {
  friedman_nemenyi: { all_13: FriedmanReference; five: FriedmanReference };
  encoders: string[];
  scores: number[][];
  nemenyi_q: Record<string, Record<string, number>>;
  holm: { p: number[]; adjusted: number[] }[];
  rank_correlation: {
    name: string;
    x: number[];
    y: number[];
    spearman: number | null;
    kendall_tau_b: number | null;
    average_ranks_x_descending?: number[];
  }[];
}

interface McNemarReference {
  b: number;
  c: number;
  exact_p: number;
  mid_p: number;
  chi2_corrected: number | null;
  chi2_corrected_p: number;
}

const golden = readGolden<Comparisons>('metrics/comparisons.json');

describe.each(['all_13', 'five'] as const)('Friedman and Nemenyi on the study, %s', (which) => {
  const expected = golden.friedman_nemenyi[which];
  const names = Object.keys(expected.mean_ranks);
  const columns = names.map((name) => golden.encoders.indexOf(name));
  const result = friedman(golden.scores.map((row) => columns.map((column) => row[column]!)))!;

  test('ranks, statistics and p-values equal scipy', () => {
    result.meanRanks.forEach((rank, i) => expect(rank).toBeCloseTo(expected.mean_ranks[names[i]!]!, 12));
    expect(result.chiSquared).toBeCloseTo(expected.chi2, 9);
    expect(result.f).toBeCloseTo(expected.iman_davenport_f, 9);
    expect(result.chiSquaredP / expected.chi2_p).toBeCloseTo(1, 7);
    expect(result.fP / expected.iman_davenport_p).toBeCloseTo(1, 7);
  });

  test('critical differences, pairs and bars equal the reference', () => {
    for (const [alpha, difference] of Object.entries(expected.critical_difference))
      expect(nemenyiCriticalDifference(result, Number(alpha))).toBeCloseTo(difference, 9);
    for (const [pair, p] of Object.entries(expected.nemenyi_p)) {
      const [a, b] = pair.split(' vs ').map((name) => result.meanRanks[names.indexOf(name)]!) as [number, number];
      expect(nemenyiP(a - b, result), pair).toBeCloseTo(p, 9);
    }
    const bars = indistinguishable(result.meanRanks, nemenyiCriticalDifference(result));
    expect(bars.map((bar) => bar.map((i) => names[i]))).toEqual(expected['not_different_at_0.05']);
  });
});

test('the studentized range has the published quantiles for 2 to 20 methods', () => {
  for (const [alpha, row] of Object.entries(golden.nemenyi_q)) {
    for (const [k, q] of Object.entries(row))
      expect(studentizedRangeQuantile(Number(alpha), Number(k)) / Math.SQRT2, `k = ${k}`).toBeCloseTo(q, 9);
  }
});

test('Friedman does not exist for one data set, nor where all scores are equal', () => {
  expect(friedman([[1, 2, 3]])).toBeNull();
  const equal = [1, 1];
  expect(friedman([equal, equal, equal])).toBeNull();
});

test("Holm's adjusted p-values equal the reference, ties and zeros among them", () => {
  for (const { p, adjusted } of golden.holm)
    holm(p).forEach((value, i) => expect(value, `p = ${p.join(', ')}`).toBeCloseTo(adjusted[i]!, 12));
});

test('McNemar equals scipy, exact, mid-p and corrected; models that never disagree have p = 1', () => {
  for (const row of readGolden<{ mcnemar: McNemarReference[] }>('metrics/intervals.json').mcnemar) {
    const { exactP, midP, chiSquared, chiSquaredP } = mcNemar(row.b, row.c);
    expect(exactP, `${row.b}, ${row.c}`).toBeCloseTo(row.exact_p, 10);
    expect(midP).toBeCloseTo(row.mid_p, 10);
    expect(chiSquaredP).toBeCloseTo(row.chi2_corrected_p, 10);
    if (row.chi2_corrected === null) expect(chiSquared).toBeNull();
    else expect(chiSquared).toBeCloseTo(row.chi2_corrected, 12);
  }
});

test('rank correlations equal scipy, with ties, and do not exist where one side is constant', () => {
  for (const {
    name,
    x,
    y,
    spearman: rho,
    kendall_tau_b: tau,
    average_ranks_x_descending: ranks,
  } of golden.rank_correlation) {
    if (rho === null || tau === null) {
      expect([spearman(x, y), kendall(x, y)], name).toEqual([null, null]);
      continue;
    }
    expect(spearman(x, y), name).toBeCloseTo(rho, 12);
    expect(kendall(x, y), name).toBeCloseTo(tau, 12);
    if (ranks) expect([...averageRanks(x.map((value) => -value))]).toEqual(ranks);
  }
});
