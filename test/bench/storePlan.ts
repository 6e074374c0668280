/**
 * @file How long 10,000 cells take from a sweep to rows: expanded and hashed, planned into jobs, stored in PostgreSQL.
 * Fresh launches into an empty database and second launches of the same sweep take turns.
 */
import { performance } from 'node:perf_hooks';
import {
  contentHash,
  expandSweep,
  planJobs,
  type EncoderRef,
  type PlannedCell,
  type ShardedDataset,
  type SplittableDataset,
  type Sweep,
} from '@regatta/jobs';
import { openStore, type NewSweep, type Store } from '@regatta/store';
import { createTestDatabase } from '@regatta/store/testkit';

const ROUNDS = 7;
/** 10 encoders x 4 datasets x 10 methods x 5 budgets x 5 draws. */
const CELLS = 10_000;
const SHARDS = 8;

const encoders = Array.from({ length: 10 }, (_, i): EncoderRef => {
  const name = `encoder-${i}`;
  const hash = contentHash(name);
  return { name, hash, weights: hash, tap: 'cls', preprocessing: 'own', precision: 'fp32', role: 'pretrained' };
});
const datasets = Array.from({ length: 4 }, (_, i): SplittableDataset & ShardedDataset => {
  const name = `dataset-${i}`;
  const shards = Array.from({ length: SHARDS }, (_, index) => {
    const sha256 = contentHash(`${name} ${index}`);
    return { index, sha256, images: 1000, bytes: 64_000_000 };
  });
  return { name, hash: contentHash(name), shards, splitHash: (request) => contentHash({ name, ...request }) };
});
const sweep: Sweep = {
  ...{ name: 'bench', seed: 0, encoders, datasets, protocols: ['few-shot'], exclude: [] },
  ...{ budgets: [5, 10, 20, 50, 100], draws: 5 },
  methods: Array.from({ length: 10 }, (_, i) => ({
    method: { kind: 'knn', k: i + 1, metric: 'cosine', weighting: 'uniform', temperature: null },
    ...{ datasets: null, budgets: null, draws: null, exclude: [] },
  })),
};

interface Launch {
  readonly expandMs: number;
  readonly storeMs: number;
  readonly jobs: number;
}

export default async function run(): Promise<string> {
  const stop = await servePostgres();
  const [fresh, again]: [Launch[], Launch[]] = [[], []];
  try {
    // The first round warms the code and the server up.
    for (let round = 0; round <= ROUNDS; round++) {
      const database = await createTestDatabase();
      const store = await openStore({ url: database.url, poolSize: 1, applicationName: 'regatta bench' });
      const launches = [await launch(store), await launch(store)] as const;
      if (round > 0) fresh.push(launches[0]);
      if (round > 0) again.push(launches[1]);
      await store.close();
      await database.drop();
    }
  } finally {
    await stop();
  }
  return [
    `${CELLS} cells; median of ${ROUNDS} rounds (least to most), in ms`,
    '',
    '| launch | jobs | expanded and hashed | planned and stored | together |',
    '|---|---|---|---|---|',
    row('into an empty database', fresh),
    row('again, all cells under way', again),
  ].join('\n');
}

async function launch(store: Store): Promise<Launch> {
  const startedMs = performance.now();
  const cells = expandSweep(sweep);
  const expandedMs = performance.now();
  if (cells.length !== CELLS) throw new Error(`Expected ${CELLS} cells, got ${cells.length}.`);
  const { jobs } = await store.saveSweep(newSweep(cells), (missing) =>
    planJobs(missing, datasets, { provider: 'auto', unreadableShareMax: 0.01 }),
  );
  return { expandMs: expandedMs - startedMs, storeMs: performance.now() - expandedMs, jobs };
}

function newSweep(cells: readonly PlannedCell[]): NewSweep {
  return {
    ...{ name: sweep.name, source: 'version: 1', seed: sweep.seed, cells },
    encoders: encoders.map((ref) => ({ ref, manifest: {} })),
    datasets: datasets.map(({ name, hash }) => ({ ref: { name, hash }, summary: {} })),
  };
}

function row(title: string, launches: readonly Launch[]): string {
  const columns = [
    launches.map(({ expandMs }) => expandMs),
    launches.map(({ storeMs }) => storeMs),
    launches.map(({ expandMs, storeMs }) => expandMs + storeMs),
  ];
  return `| ${[title, launches[0]!.jobs, ...columns.map(spread)].join(' | ')} |`;
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b).map((ms) => ms.toFixed(0));
  return `${sorted[sorted.length >> 1]!} (${sorted[0]!} to ${sorted.at(-1)!})`;
}

/** The server that the tests use, or one of its own in a folder that goes away. */
async function servePostgres(): Promise<() => Promise<void>> {
  if (process.env['REGATTA_TEST_POSTGRES_URL'] !== undefined) return async () => undefined;
  const [{ mkdtemp, rm }, { tmpdir }, { join }] = await Promise.all([
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
  ]);
  const { startPostgres } = await import('@regatta/local');
  const folder = await mkdtemp(join(tmpdir(), 'regatta-bench-'));
  const server = await startPostgres({ folder });
  process.env['REGATTA_TEST_POSTGRES_URL'] = server.url;
  return async () => {
    delete process.env['REGATTA_TEST_POSTGRES_URL'];
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
