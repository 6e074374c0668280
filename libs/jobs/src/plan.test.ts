import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySweep, shardsOf } from '../test/arbitraries.ts';
import { JOB_CATALOG, jobId, parsePayload, type JobPayload } from './catalog.ts';
import { ContractError } from './errors.ts';
import { expandSweep } from './expand.ts';
import { planJobs, type PlannedJob } from './plan.ts';

const OPTIONS = { provider: 'auto', unreadableShareMax: 0.01 } as const;
const anyCells = anySweep.map(expandSweep);

const evaluations = (jobs: readonly PlannedJob[]) => jobs.filter(({ kind }) => kind === 'evaluate');
const embeddings = (jobs: readonly PlannedJob[]) => jobs.filter(({ kind }) => kind === 'embed');

describe('the plan', () => {
  test('computes each cell in exactly one job, and no other cell', () => {
    fc.assert(
      fc.property(anyCells, fc.integer({ min: 1, max: 9 }), (cells, cellsPerJobMax) => {
        const jobs = planJobs(cells, shardsOf(cells), { ...OPTIONS, cellsPerJobMax });
        expect(jobs.flatMap((job) => job.cells).sort()).toEqual(cells.map(({ id }) => id).sort());
        for (const job of evaluations(jobs)) expect(job.cells.length).toBeLessThanOrEqual(cellsPerJobMax);
      }),
      { numRuns: 50 },
    );
  });

  test('embeds each shard once per encoder, and only for cells that are asked for', () => {
    fc.assert(
      fc.property(anyCells, fc.integer({ min: 1, max: 3 }), (cells, shards) => {
        const jobs = planJobs(cells, shardsOf(cells, shards), OPTIONS);
        const pairs = new Set(cells.map(({ cell }) => `${cell.encoder.hash} ${cell.dataset.hash}`));
        expect(embeddings(jobs)).toHaveLength(pairs.size * shards);
        expect(planJobs([], shardsOf(cells), OPTIONS)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('lets an evaluation wait for exactly the features of its encoder and dataset, which come before it', () => {
    fc.assert(
      fc.property(anyCells, (cells) => {
        const jobs = planJobs(cells, shardsOf(cells), OPTIONS);
        const place = new Map(jobs.map(({ id }, i) => [id, i]));
        for (const job of jobs) {
          for (const id of job.dependsOn) expect(place.get(id)!).toBeLessThan(place.get(job.id)!);
          const payload = job.payload as JobPayload<'evaluate'>;
          const needed = embeddings(jobs).filter((embed) => {
            const { encoder, dataset } = embed.payload as JobPayload<'embed'>;
            return encoder.hash === payload.encoder.hash && dataset.hash === payload.dataset.hash;
          });
          expect(job.dependsOn).toEqual(job.kind === 'embed' ? [] : needed.map(({ id }) => id));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('names each job by its content, with a payload that the catalogue accepts', () => {
    fc.assert(
      fc.property(anyCells, (cells) => {
        const jobs = planJobs(cells, shardsOf(cells), OPTIONS);
        expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
        for (const { id, kind, lane, payload } of jobs) {
          expect(parsePayload(kind, JSON.parse(JSON.stringify(payload)))).toEqual(payload);
          expect(jobId(kind, payload)).toBe(id);
          expect(lane).toBe(JOB_CATALOG[kind].lane);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('is the same whatever the order of the cells', () => {
    fc.assert(
      fc.property(
        anyCells.chain((cells) =>
          fc.tuple(fc.constant(cells), fc.shuffledSubarray(cells, { minLength: cells.length })),
        ),
        ([cells, shuffled]) => {
          const ids = (given: typeof cells) =>
            planJobs(given, shardsOf(cells), OPTIONS)
              .map(({ id }) => id)
              .sort();
          expect(ids(shuffled)).toEqual(ids(cells));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('names the same features the same when some cells are done already', () => {
    fc.assert(
      fc.property(
        anyCells.chain((cells) => fc.tuple(fc.constant(cells), fc.subarray(cells))),
        ([cells, left]) => {
          const all = new Set(embeddings(planJobs(cells, shardsOf(cells), OPTIONS)).map(({ id }) => id));
          const jobs = planJobs(left, shardsOf(cells), OPTIONS);
          for (const { id } of embeddings(jobs)) expect(all.has(id)).toBe(true);
          expect(jobs.flatMap((job) => job.cells).sort()).toEqual(left.map(({ id }) => id).sort());
        },
      ),
      { numRuns: 30 },
    );
  });

  test('keeps cells of one split together', () => {
    fc.assert(
      fc.property(anyCells, (cells) => {
        for (const job of evaluations(planJobs(cells, shardsOf(cells), OPTIONS))) {
          const splits = (job.payload as JobPayload<'evaluate'>).cells.map(({ split }) => split.hash);
          const changes = splits.filter((hash, i) => hash !== splits[i - 1]).length;
          expect(changes).toBe(new Set(splits).size);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('takes from a shard what a job needs and nothing more', () => {
    const [cell] = expandSweep(fc.sample(anySweep, { numRuns: 1, seed: 1 })[0]!);
    const [dataset] = shardsOf([cell!], 1);
    const withKeys = [{ ...dataset!, shards: dataset!.shards.map((shard) => ({ ...shard, key: 'datasets/x' })) }];
    expect(planJobs([cell!], withKeys, OPTIONS)).toEqual(planJobs([cell!], [dataset!], OPTIONS));
  });

  test('refuses cells of a dataset that it was not given', () => {
    const cells = expandSweep(fc.sample(anySweep, { numRuns: 1, seed: 1 })[0]!);
    expect(() => planJobs(cells, [], OPTIONS)).toThrow(ContractError);
    expect(() => planJobs(cells, [], OPTIONS)).toThrow(/whose shards were not given/);
  });

  test('covers 25,000 listings, equal splits met once', () => {
    const [sweep] = fc.sample(anySweep, { numRuns: 1, seed: 3 });
    const budgets = Array.from({ length: 500 }, (_, i) => i + 1);
    const methods = Array.from({ length: 10 }, (_, i) => ({
      method: { kind: 'knn', k: i + 1, metric: 'cosine', weighting: 'uniform', temperature: null } as const,
      ...{ datasets: null, budgets, draws: 5, exclude: [] },
    }));
    const big = {
      ...sweep!,
      encoders: sweep!.encoders.slice(0, 1),
      datasets: sweep!.datasets.slice(0, 1),
      protocols: ['few-shot' as const],
      methods,
    };
    // Budgets beyond the dataset's 50 labels are all of them: 49 x 5 draws + 1, times 10 methods.
    const cells = expandSweep(big);
    expect(cells).toHaveLength((49 * 5 + 1) * 10);
    expect(cells.flatMap(({ listings }) => listings)).toHaveLength(500 * 5 * 10);
    const planned = planJobs(cells, shardsOf(cells), OPTIONS).flatMap((job) => job.cells);
    expect(new Set(planned)).toEqual(new Set(cells.map(({ id }) => id)));
  });
});
