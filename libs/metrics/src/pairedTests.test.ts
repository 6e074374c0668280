import { Random } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import { holm, mcNemar, pairedTests, plainResampler, ranksOf } from './mod.ts';

const IMAGES = 400;

/** Hits of models with these accuracies, on images of which some are hard for all of them. */
function hitsOf(accuracies: readonly number[]): Uint8Array[] {
  const random = new Random('hits');
  const ease = Float64Array.from({ length: IMAGES }, () => random.next());
  return accuracies.map((share) => Uint8Array.from(ease, (own) => Number(0.8 * own + 0.2 * random.next() < share)));
}

function scored(hits: readonly Uint8Array[], resamples = 1000) {
  const resample = plainResampler(IMAGES, new Random('resamples'));
  const rows = Array.from({ length: resamples }, () => Int32Array.from(resample()));
  const share = (own: Uint8Array, of: Int32Array) => of.reduce((sum, row) => sum + own[row]!, 0) / of.length;
  const all = Int32Array.from({ length: IMAGES }, (_, i) => i);
  return {
    values: hits.map((own) => share(own, all)),
    resampled: rows.flatMap((of) => hits.map((own) => share(own, of))),
  };
}

describe('paired tests', () => {
  const hits = hitsOf([0.5, 0.52, 0.8, 0.5]);
  hits[3] = hits[0]!;
  const models = scored(hits);
  const tests = pairedTests(models);

  test('look at every pair once', () => {
    expect(tests.map(({ a, b }) => `${a}${b}`)).toEqual(['01', '02', '03', '12', '13', '23']);
    for (const { a, b, difference } of tests) expect(difference).toBe(models.values[a]! - models.values[b]!);
  });

  test('find what is there: an interval without 0 and a small p for models that differ, 1 for the same twice', () => {
    const [, wide, same] = tests;
    expect(wide!.interval.high).toBeLessThan(0);
    expect(wide!.pAdjusted).toBeLessThan(1e-6);
    expect(same).toMatchObject({ difference: 0, interval: { low: 0, high: 0 }, p: 1, pAdjusted: 1 });
  });

  test('correct over all pairs, and rank by what is left', () => {
    expect(tests.map(({ pAdjusted }) => pAdjusted)).toEqual([...holm(tests.map(({ p }) => p))]);
    expect([...ranksOf(4, tests)]).toEqual([2, 2, 1, 2]);
  });

  test('agree with the exact test of McNemar about where the evidence ends', () => {
    const disagreements = (a: number, b: number) => ({
      onlyA: hits[a]!.filter((hit, i) => hit > hits[b]![i]!).length,
      onlyB: hits[b]!.filter((hit, i) => hit > hits[a]![i]!).length,
    });
    const exact = pairedTests({ ...models, disagreements });
    const { onlyA, onlyB } = disagreements(0, 1);
    expect(exact[0]).toMatchObject({ test: 'mcnemar', p: mcNemar(onlyA, onlyB).exactP });
    exact.forEach(({ p }, i) => expect(Math.abs(p - tests[i]!.p)).toBeLessThan(0.1));
  });
});

test('models without difference are found different in about one family of twenty', () => {
  const random = new Random('null');
  let families = 0;
  for (let repeat = 0; repeat < 200; repeat++) {
    const hits = Array.from({ length: 4 }, () => Uint8Array.from({ length: 200 }, () => Number(random.next() < 0.7)));
    const values = hits.map((own) => own.reduce((sum, hit) => sum + hit, 0) / 200);
    const resample = plainResampler(200, new Random(`rows ${repeat}`));
    const resampled = Array.from({ length: 200 }, () => {
      const rows = resample();
      return hits.map((own) => rows.reduce((sum, row) => sum + own[row]!, 0) / 200);
    }).flat();
    if (pairedTests({ values, resampled }).some(({ pAdjusted }) => pAdjusted < 0.05)) families++;
  }
  expect(families).toBeGreaterThan(0);
  expect(families).toBeLessThan(24);
});
