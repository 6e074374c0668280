import type { LeaderboardRow } from '@regatta/store';
import { expect, test } from 'vitest';
import { rankingsOf } from './rankings.ts';

const DATASETS = ['birds', 'cars', 'dogs', 'food', 'moths', 'planes'];
const ENCODERS = ['a', 'b', 'c', 'd'];

function row(change: Partial<LeaderboardRow>): LeaderboardRow {
  return {
    ...{ sweep: 's', encoder: 'a', role: 'pretrained', dataset: 'birds', subset: 'test', protocol: 'few-shot' },
    ...{ method: 'knn', variant: 'k=5', budget: '10', metric: 'accuracy', isHeadline: true, value: 0.5, low: 0.4 },
    ...{ high: 0.6, n: 100, draws: 1, drawSd: null, rank: 1 },
    ...change,
  };
}

/** `a` is always best, then `b`; `c` and `d` take turns. At 100 labels the order is the same, by regression reversed. */
const rows = DATASETS.flatMap((dataset, d) =>
  ENCODERS.flatMap((encoder, e) => {
    const value = 0.9 - 0.1 * e + (e >= 2 && d % 2 === 1 ? (e === 2 ? -0.1 : 0.1) : 0);
    return [
      row({ dataset, encoder, value }),
      row({ dataset, encoder, value: value / 2 + 0.5, budget: '100' }),
      row({ dataset, encoder, value: 1 - value, method: 'logistic-regression', variant: 'c=1' }),
      row({ dataset, encoder, value: 0.1 * e, metric: 'macro-accuracy', isHeadline: false }),
      row({ dataset, encoder, value: 0, subset: 'ood' }),
    ];
  }),
);

test('encoders are ranked across datasets, with the difference from which on they are told apart', () => {
  const { views } = rankingsOf(rows, 'accuracy');
  expect(views.map(({ view }) => view)).toEqual([
    'few-shot knn k=5 at 10',
    'few-shot knn k=5 at 100',
    'few-shot logistic-regression c=1 at 10',
  ]);
  const [knn] = views;
  expect(knn!.encoders).toEqual([
    { encoder: 'a', averageRank: 1 },
    { encoder: 'b', averageRank: 2 },
    { encoder: 'c', averageRank: 3.5 },
    { encoder: 'd', averageRank: 3.5 },
  ]);
  expect(knn!.p).toBeLessThan(1e-4);
  // Demšar 2006, table 5: q = 2.569 for four; CD = q sqrt(4 * 5 / (6 * 6)).
  expect(knn!.criticalDifference).toBeCloseTo(2.569 * Math.sqrt(20 / 36), 3);
  expect(knn!.ties).toEqual([
    ['a', 'b'],
    ['b', 'c', 'd'],
  ]);
});

test('views and datasets that order encoders alike agree, those that reverse them do not', () => {
  const { agreements } = rankingsOf(rows, 'accuracy');
  const tau = (first: string, second: string) => agreements.find((one) => one.first === first && one.second === second);
  expect(tau('few-shot knn k=5 at 10', 'few-shot knn k=5 at 100')).toMatchObject({ tau: 1, pairs: 6, encoders: 4 });
  expect(tau('few-shot knn k=5 at 10', 'few-shot logistic-regression c=1 at 10')!.tau).toBeCloseTo(-1, 12);
  expect(tau('birds', 'dogs')).toMatchObject({ what: 'datasets', tau: 1, pairs: 3 });
  expect(tau('birds', 'cars')!.tau).toBeCloseTo(4 / 6, 12);
});

test('an encoder without a number on one dataset is left out by name, and each dataset may have its own metric', () => {
  const some = rows.filter(({ encoder, dataset }) => !(encoder === 'd' && dataset === 'cars'));
  const { views } = rankingsOf(some, 'headline');
  expect(views[0]!.leftOut).toEqual(['d']);
  expect(views[0]!.encoders.map(({ encoder }) => encoder)).toEqual(['a', 'b', 'c']);
  expect(rankingsOf(rows, 'macro-accuracy').views[0]!.encoders[0]).toEqual({ encoder: 'd', averageRank: 1 });
});

test('one dataset has ranks, and no test', () => {
  const { views } = rankingsOf(
    rows.filter(({ dataset }) => dataset === 'birds'),
    'accuracy',
  );
  expect(views[0]).toMatchObject({ p: null, criticalDifference: null, ties: [] });
  expect(views[0]!.encoders.map(({ averageRank }) => averageRank)).toEqual([1, 2, 3, 4]);
});
