import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { accuracy, cellsOf, claimEvaluations, fenceOf, launchOf, outcomeOf } from './contract/world.testkit.ts';
import type { Claim } from './store.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
let claim: Claim;
beforeAll(async () => {
  const { sweep, plan } = launchOf({ budgets: [5, 10, 20], cellsPerJobMax: 2 });
  await under.store.saveSweep(sweep, plan);
  claim = (await claimEvaluations(under.store)).find((one) => cellsOf(one).length === 2)!;
});

describe('a number that is none', () => {
  const faults: [string, Partial<ReturnType<typeof accuracy>>, string][] = [
    ['NaN as a value', { value: NaN }, 'metric_value_is_finite'],
    ['infinity as a value', { value: Infinity }, 'metric_value_is_finite'],
    ['minus infinity as a value', { value: -Infinity }, 'metric_value_is_finite'],
    ['NaN as an end of the interval', { high: NaN }, 'metric_interval_is_finite'],
    ['infinity as an end of the interval', { high: Infinity }, 'metric_interval_is_finite'],
    ['an interval that ends before it begins', { low: 0.9, high: 0.1 }, 'metric_interval_has_an_order'],
    ['no images behind it', { n: 0 }, 'metric_n'],
  ];
  test.each(faults)(
    'is refused by the table, and nothing of the cell is written: %s',
    async (_, change, constraint) => {
      const [cell] = cellsOf(claim);
      const outcome = outcomeOf(cell!, { metrics: [accuracy(0.5), accuracy(0.5, { subset: 'ood', ...change })] });
      const { code, constraint: broken } = await under.store
        .commitCell(fenceOf(claim), outcome)
        .then(() => new pg.DatabaseError('nothing', 0, 'error'))
        .catch((error: pg.DatabaseError) => error);
      expect({ code, broken }).toEqual({ code: '23514', broken: constraint });
      expect((await under.store.cellStates([cell!.id])).get(cell!.id)).toEqual({ state: 'pending', live: true });
      const { rows } = await under.client.query('SELECT FROM result UNION ALL SELECT FROM metric');
      expect(rows).toEqual([]);
      // The attempt is none the worse for it.
      expect(await under.store.renew(fenceOf(claim))).toBe('renewed');
    },
  );
});

test('a cell cannot be live in two jobs', async () => {
  const twice = under.client.query(
    'INSERT INTO job_cell (job, cell) SELECT other.job, mine.cell FROM job_cell AS mine, job_cell AS other WHERE other.job <> mine.job LIMIT 1',
  );
  await expect(twice).rejects.toThrow(/job_cell_live/);
});

test('a job cannot run without a lease, nor have one without running', async () => {
  const { job } = claim;
  const spoil = (change: string) => under.client.query(`UPDATE job SET ${change} WHERE id = $1`, [job]);
  await expect(spoil('lease_until = NULL')).rejects.toThrow(/job_lease/);
  await expect(spoil('worker = NULL')).rejects.toThrow(/job_lease/);
  await expect(spoil("state = 'ready'")).rejects.toThrow(/job_lease/);
  await expect(spoil("state = 'asleep', worker = NULL, lease_until = NULL")).rejects.toThrow(/job_state/);
});

test('two cells cannot stand in one place of a sweep', async () => {
  const twice = under.client.query(
    `INSERT INTO listing SELECT mine.sweep, other.cell, mine.encoder, mine.dataset, mine.protocol, mine.method, mine.variant,
      mine.budget, mine.draw FROM listing AS mine, listing AS other WHERE other.cell <> mine.cell LIMIT 1`,
  );
  await expect(twice).rejects.toThrow(/listing_place/);
});
