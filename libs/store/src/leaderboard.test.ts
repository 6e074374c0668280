import { difference } from '@regatta/report';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import {
  accuracy,
  carryOut,
  claimEvaluations,
  claimOf,
  launchOf,
  nextWakeUps,
  outcomeOf,
  workOff,
} from './contract/world.testkit.ts';
import { emptyTestDatabase } from './database.testkit.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
afterEach(() => emptyTestDatabase(under.client));

const ENCODERS = ['a', 'b', 'c', 'd'];
const anyScore = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 0.3, noNaN: true }))
  .map(([value, width]) => ({ value, low: Math.max(0, value - width), high: Math.min(1, value + width) }));

test('until entries are compared, the rank of one is one more than the entries whose difference to it lies above zero', async () => {
  const scoresOfDraws = fc.array(fc.tuple(anyScore, anyScore), { minLength: 4, maxLength: 4 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(scoresOfDraws, async (scores) => {
      const names = ENCODERS.map((name) => `${name}${run}`);
      const { sweep, plan } = launchOf({ name: `run-${run++}`, encoders: names, budgets: [5], draws: 2, shards: 1 });
      await under.store.saveSweep(sweep, plan);
      const encoderOf = new Map(sweep.cells.map(({ id, cell }) => [id, names.indexOf(cell.encoder.name)]));
      await workOff(
        under.store,
        (cell) => {
          const score = scores[encoderOf.get(cell.id)!]![cell.split.request.draw]!;
          return outcomeOf(cell, { metrics: [accuracy(score.value, score)] });
        },
        { isCompared: false },
      );
      const rows = await under.store.leaderboard(sweep.name);
      expect(rows).toHaveLength(4);
      for (const row of rows) {
        const own = scores[names.indexOf(row.encoder)]!;
        for (const end of ['value', 'low', 'high'] as const)
          expect(row[end]).toBeCloseTo((own[0][end] + own[1][end]) / 2, 12);
        expect(row.low).toBeLessThanOrEqual(row.value);
        expect(row.high).toBeGreaterThanOrEqual(row.value);
        // The interval is no narrower than the narrower of the two draws: more draws are not more images.
        const widths = own.map(({ low, high }) => high - low);
        expect(row.high - row.low).toBeGreaterThanOrEqual(Math.min(...widths) - 1e-12);
        expect(row.rank).toBe(1 + rows.filter((other) => difference(other, row).low > 0).length);
      }
    }),
    { numRuns: 15 },
  );
});

test('means are the same to the last bit, in whatever order the results came', async () => {
  const values = [0.1, 0.2, 0.3, 0.7, 1 / 3, 0.123456789, 0.9, 0.05];
  const { store } = under;
  const meansOf = async (name: string, isReversed: boolean) => {
    const { sweep, plan } = launchOf({ name, encoders: [name], budgets: [5], draws: values.length, shards: 1 });
    await store.saveSweep(sweep, plan);
    const [claim] = await claimEvaluations(store);
    const payload = claim!.payload as { cells: { id: string }[] };
    const cells = isReversed ? payload.cells.toReversed() : payload.cells;
    await carryOut(store, { ...claim!, payload: { ...payload, cells } }, (cell) =>
      outcomeOf(cell, { metrics: [accuracy(values[cell.split.request.draw]!)] }),
    );
    return (await store.leaderboard(name)).map(({ value, low, high, drawSd }) => ({ value, low, high, drawSd }));
  };
  expect(await meansOf('forwards', false)).toEqual(await meansOf('backwards', true));
});

test('subsets, metrics and budgets are ranked apart, and sweeps do not see each other', async () => {
  const { store } = under;
  for (const [name, shift] of [
    ['one', 0],
    ['two', 0.4],
  ] as const) {
    const { sweep, plan } = launchOf({ name, encoders: [`a-${name}`, `b-${name}`], budgets: [5, 10], shards: 1 });
    await store.saveSweep(sweep, plan);
    for (const { job } of await nextWakeUps(store)) await carryOut(store, await claimOf(store, job));
    await workOff(
      store,
      (cell) => {
        const isFirst = sweep.cells.find(({ id }) => id === cell.id)!.cell.encoder.name === `a-${name}`;
        const [good, bad] = isFirst ? [0.5 + shift, 0.1] : [0.1, 0.5 + shift];
        const metrics = [
          accuracy(good, { subset: 'id' }),
          accuracy(bad, { subset: 'ood' }),
          accuracy(bad, { subset: 'id', name: 'macro-accuracy' }),
        ];
        return outcomeOf(cell, { metrics });
      },
      { isCompared: false },
    );
  }
  const rows = await store.leaderboard('one');
  expect(rows).toHaveLength(2 * 2 * 3);
  for (const { encoder, subset, metric, rank } of rows) {
    const isFirstBetter = subset === 'id' && metric === 'accuracy';
    expect(rank, `${encoder} ${subset} ${metric}`).toBe((encoder === 'a-one') === isFirstBetter ? 1 : 2);
  }
});
