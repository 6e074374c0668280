/** @file Small sweeps for tests, and workers that work them off. The simulator uses them too, without a test runner. */
import assert from 'node:assert/strict';
import {
  contentHash,
  expandSweep,
  parsePayload,
  planJobs,
  type Budget,
  type CellDone,
  type CompareResult,
  type CellOutcome,
  type EmbedResult,
  type EncoderRef,
  type EvaluatePayload,
  type Metric,
  type Method,
  type PlannedCell,
  type PlannedJob,
  type WakeUp,
} from '@regatta/jobs';
import type { Claim, Fence, JobFailure, Leadership, NewSweep, Store, WorkerInfo } from '../store.ts';

export interface LaunchOptions {
  readonly name?: string;
  readonly encoders?: readonly string[];
  readonly datasets?: readonly string[];
  readonly budgets?: readonly Budget[];
  readonly draws?: number;
  readonly methods?: readonly Method[];
  /** Labels per class of every dataset: budgets beyond them give the split of `all`. */
  readonly labels?: number;
  readonly shards?: number;
  readonly cellsPerJobMax?: number;
}

export interface Launch {
  readonly sweep: NewSweep;
  readonly cells: readonly PlannedCell[];
  readonly plan: (missing: readonly PlannedCell[]) => readonly PlannedJob[];
}

export const IMAGES_PER_SHARD = 10;

/** By default one encoder, one dataset of two shards, one method, budgets 5 and 10, one draw: 2 cells, 3 jobs. */
export function launchOf({
  name = 'demo',
  encoders = ['hog'],
  datasets = ['birds'],
  budgets = [5, 10],
  draws = 1,
  methods = [knn(5)],
  labels = 50,
  shards = 2,
  cellsPerJobMax = 128,
}: LaunchOptions = {}): Launch {
  const refs = encoders.map(encoderRef);
  const sets = datasets.map((dataset) => ({
    ...{ name: dataset, hash: contentHash(`dataset ${dataset}`) },
    shards: Array.from({ length: shards }, (_, index) => ({
      ...{ index, sha256: contentHash(`${dataset} ${index}`), images: IMAGES_PER_SHARD, bytes: 1000 },
    })),
    // All labels are the same labels, whatever the draw.
    splitHash: ({ budget, draw, seed, holdOut }: { budget: Budget; draw: number; seed: number; holdOut: boolean }) =>
      contentHash(
        budget === 'all' || budget >= labels ? { dataset, holdOut } : { dataset, budget, draw, seed, holdOut },
      ),
  }));
  const cells = expandSweep({
    ...{ name, seed: 0, encoders: refs, datasets: sets, protocols: ['few-shot'], budgets, draws, exclude: [] },
    methods: methods.map((method) => ({ method, datasets: null, budgets: null, draws: null, exclude: [] })),
  });
  return {
    cells,
    sweep: {
      ...{ name, source: `name: ${name}`, seed: 0, cells },
      encoders: refs.map((ref) => ({ ref, manifest: { name: ref.name } })),
      datasets: sets.map(({ name, hash }) => ({ ref: { name, hash }, summary: { name } })),
    },
    plan: (missing) => planJobs(missing, sets, { provider: 'auto', unreadableShareMax: 0.01, cellsPerJobMax }),
  };
}

export function knn(k: number): Method {
  return { kind: 'knn', k, metric: 'cosine', weighting: 'temperature', temperature: 0.07 };
}

function encoderRef(name: string): EncoderRef {
  const role = name.startsWith('control') ? 'control' : 'pretrained';
  const weights = contentHash(`weights ${name}`);
  return { name, hash: contentHash(name), weights, tap: 'cls', preprocessing: 'own', precision: 'fp32', role };
}

export const WORKER: WorkerInfo = {
  ...{ id: 'laptop-1', host: 'laptop', pid: 4711, lanes: ['gpu', 'cpu'], device: 'cpu', threads: 2 },
  ...{ memoryBytes: 8e9, version: '0.1.0' },
};

export function outcomeOf(
  cell: Pick<PlannedCell, 'id'> & { split: { hash: string } },
  change: Partial<CellDone> = {},
): CellDone {
  return {
    ...{ status: 'done', cell: cell.id },
    split: { hash: cell.split.hash, train: 8, val: 2, test: 40, gotMin: 5, gotMax: 5 },
    metrics: [accuracy(0.5)],
    ...{ chosen: {}, predictions: `predictions/${cell.id}.npy`, excluded: 0, notes: [] },
    provenance: { provider: 'cpu', threads: 2, versions: { regatta: '0.1.0' }, seconds: 0.25 },
    ...change,
  };
}

export function accuracy(value: number, change: Partial<Metric> = {}): Metric {
  const [low, high] = [Math.max(0, value - 0.1), Math.min(1, value + 0.1)];
  return { name: 'accuracy', subset: 'test', value, low, high, interval: 'wilson', n: 40, ...change };
}

export function embedResult(change: Partial<EmbedResult> = {}): EmbedResult {
  const featureSet = contentHash('features');
  return {
    ...{ featureSet, key: `features/${featureSet}/shard.npy`, shard: 0, rows: IMAGES_PER_SHARD, dimension: 4 },
    ...{ provider: 'cpu', fallback: null, unreadable: [], reused: false, batch: 8 },
    ...{ imagesPerSecond: 100, busy: 1, starved: 0, seconds: 0.1 },
    ...change,
  };
}

export function failure(change: Partial<JobFailure> = {}): JobFailure {
  return { kind: 'job', message: 'the loss is NaN', logTail: ['epoch 3', 'loss NaN'], exit: null, ...change };
}

/** Cells of an evaluation, as its worker reads them. */
export function cellsOf({ payload }: Claim): EvaluatePayload['cells'] {
  return parsePayload('evaluate', payload).cells;
}

export function fenceOf({ job, token }: Claim): Fence {
  return { job, token };
}

export async function leadOf(store: Store, coordinator = 'coordinator-1'): Promise<Leadership> {
  const leadership = await store.lead(coordinator, 60_000);
  assert(leadership !== null, `Expected ${coordinator} to win the lead, but another one holds it.`);
  return leadership;
}

/** Frees what can be freed and publishes what is ready, as a coordinator's round does. */
export async function nextWakeUps(store: Store, window = 1000): Promise<WakeUp[]> {
  const leadership = await leadOf(store);
  await store.releaseDependants(leadership);
  return store.takePublishable(leadership, window);
}

export async function claimOf(store: Store, job: string, worker = WORKER.id): Promise<Claim> {
  const claim = await store.claim(job, worker);
  if (typeof claim === 'string') throw new Error(`Expected a claim of job ${job}, got ${claim}.`);
  return claim;
}

/** Does a claimed job to its end; every cell gets the same outcome unless one is given for it. */
export async function carryOut(
  store: Store,
  claim: Claim,
  outcome: (cell: EvaluatePayload['cells'][number]) => CellOutcome = outcomeOf,
): Promise<void> {
  const fence = fenceOf(claim);
  for (const cell of openCellsOf(claim)) await store.commitCell(fence, outcome(cell));
  await store.finish(fence, jobResultOf(claim));
}

/** Cells that are still to be brought. */
export function openCellsOf(claim: Claim): EvaluatePayload['cells'] {
  return claim.kind === 'evaluate' ? cellsOf(claim).filter(({ id }) => !claim.finishedCells.includes(id)) : [];
}

/** What a job of this kind may answer. */
export function jobResultOf(claim: Claim): unknown {
  if (claim.kind === 'embed') return embedResult();
  if (claim.kind === 'evaluate') return { done: openCellsOf(claim).length, failed: 0, seconds: 0.1 };
  return compareResult(claim);
}

/** Each contestant better than those behind it, all of the pairs significant. */
export function compareResult({ payload }: Pick<Claim, 'payload'>): CompareResult {
  const { contestants } = parsePayload('compare', payload);
  const where = { subset: 'test', metric: 'accuracy' } as const;
  const numbers = contestants.map((_, i) => i);
  return {
    standings: numbers.map((contestant) => ({ ...where, contestant, value: 0.5, rank: contestant + 1, n: 40 })),
    comparisons: numbers.flatMap((b) =>
      numbers.slice(0, b).map((a) => ({
        ...{ ...where, a, b, difference: 0.1, low: 0.05, high: 0.15 },
        ...{ test: 'mcnemar' as const, p: 0.01, pAdjusted: 0.02 },
      })),
    ),
    seconds: 0.1,
  };
}

/** Embeds everything, so that the evaluations are ready; they are claimed and not yet begun. */
export async function claimEvaluations(store: Store): Promise<Claim[]> {
  for (const { job, kind } of await nextWakeUps(store)) {
    assert.equal(kind, 'embed');
    await carryOut(store, await claimOf(store, job));
  }
  const claims: Claim[] = [];
  for (const { job } of await nextWakeUps(store)) claims.push(await claimOf(store, job));
  return claims;
}

/**
 * Works off all that can be done now, and settles the sweeps. @returns those that are done
 * @param isCompared whether comparisons are carried out as well; a sweep is not done without them
 */
export async function workOff(
  store: Store,
  outcome?: Parameters<typeof carryOut>[2],
  { isCompared = true } = {},
): Promise<string[]> {
  const settled: string[] = [];
  for (;;) {
    let wakeUps = await nextWakeUps(store);
    if (wakeUps.length === 0) {
      settled.push(...(await store.settleSweeps(await leadOf(store))));
      wakeUps = isCompared ? await nextWakeUps(store) : [];
      if (wakeUps.length === 0) return settled;
    }
    for (const { job } of wakeUps) await carryOut(store, await claimOf(store, job), outcome);
  }
}

/** What a reader sees of a sweep's results, to compare two ways to the same end. */
export async function resultsOf(store: Store, sweep: string) {
  const rows: { listings: unknown; result: CellDone }[] = [];
  for await (const row of store.results(sweep)) rows.push(row);
  return rows;
}
