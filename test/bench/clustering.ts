/**
 * @file k-means and UMAP at the sizes of a data set. Beside them scikit-learn and umap-learn where `REGATTA_BENCH_PEERS` names a
 * Python that has `peers/requirements-clustering.txt`: the same data and threads, in turns; umap-learn with a fixed seed, as
 * ours always has one. Its first call compiles, and stands apart: what a command pays that runs once.
 *
 * `REGATTA_BENCH_SIZE=small` measures a tenth of the rows; `REGATTA_BENCH_ONLY=kmeans` or `umap` one of both.
 */
import { UMAP_SETTINGS, kMeans, umap } from '@regatta/clustering';
import { ProbeEngine } from '@regatta/probes';
import { createMatrixProduct, type MatrixProduct } from '@regatta/runtime';
import { Random } from '@regatta/tensor';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSet, storeMatrix } from '../support/featureSets.ts';
import { startPeer, type Peer } from '../support/pythonPeer.ts';
import { columnsOf, inTurns, table, timed, type Turn } from '../support/turns.ts';

const THREADS = Number(process.env['REGATTA_BENCH_THREADS'] ?? 2);
const ROWS = process.env['REGATTA_BENCH_SIZE'] === 'small' ? 3000 : 30_000;
const WIDTH = 768;
const CLASSES = 100;
/** Of the large size a turn takes minutes: one counts, after one that does not. */
const roundsOf = (rows: number) => (rows > 3000 ? 1 : 3);
const only = process.env['REGATTA_BENCH_ONLY'];

interface Lab {
  readonly engine: ProbeEngine;
  readonly product: MatrixProduct;
  /** Starts a process of the other libraries; null without a Python. */
  readonly startPeer: (() => Peer) | null;
  readonly folder: string;
}

export default async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  const python = process.env['REGATTA_BENCH_PEERS'];
  const threads = String(THREADS);
  const environment = { OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, NUMBA_NUM_THREADS: threads };
  const script = join(import.meta.dirname, 'peers/clustering.py');
  const lab: Lab = {
    engine: new ProbeEngine({ threads: THREADS }),
    product: await createMatrixProduct({ provider: 'cpu', threads: THREADS }),
    startPeer: python === undefined ? null : () => startPeer(python, [script], environment),
    folder,
  };
  try {
    const tables = [`Threads: ${THREADS}.`];
    if (only !== 'umap') tables.push(await clusterings(lab));
    if (only !== 'kmeans') for (const rows of new Set([3000, ROWS])) tables.push(await embeddings(lab, rows));
    return tables.join('\n\n');
  } finally {
    await lab.engine.close();
    await lab.product.close();
    rmSync(folder, { recursive: true });
  }
}

interface ClusteringAnswer extends Turn {
  readonly inertia: number;
}

async function clusterings({ product, startPeer: start, folder }: Lab): Promise<string> {
  const { X } = featureSet({ n: ROWS, d: WIDTH, classes: CLASSES, seed: 'k-means' });
  const x = storeMatrix(folder, 'kmeans-x', X);
  const said = new Map<string, number>();
  const peer = start?.();
  const rows = await inTurns(
    {
      ours: () =>
        timed(async () => {
          said.set('ours', (await kMeans({ X, k: CLASSES }, new Random(0), product)).inertia);
        }),
      ...(peer && {
        'scikit-learn': async () => {
          const answer = (await peer.ask({ peer: 'kmeans', x, k: CLASSES, starts: 10 })) as ClusteringAnswer;
          said.set('scikit-learn', answer.inertia);
          return answer;
        },
      }),
    },
    roundsOf(ROWS),
  );
  await peer?.stop();
  return table(
    `k-means ${ROWS} x ${WIDTH}, k = ${CLASSES}, 10 starts`,
    ['ms', 'processor ms', 'inertia'],
    rows.map(([name, ...columns]) => [name!, ...columns, said.get(name!)!.toPrecision(8)]),
  );
}

async function embeddings({ engine, startPeer: start, folder }: Lab, n: number): Promise<string> {
  const { X } = featureSet({ n, d: WIDTH, classes: CLASSES, seed: `umap ${n}` });
  const x = storeMatrix(folder, `umap-x-${n}`, X);
  const peer = start?.();
  const first = peer && ((await peer.ask({ peer: 'umap', x })) as Turn);
  const rows = await inTurns(
    {
      ours: () =>
        timed(async () => {
          await umap(X, UMAP_SETTINGS.study, { engine, random: new Random(0) });
        }),
      ...(peer && { 'umap-learn, warm': async () => (await peer.ask({ peer: 'umap', x })) as Turn }),
    },
    roundsOf(n),
  );
  await peer?.stop();
  if (first !== undefined) rows.push(['umap-learn, first call', ...columnsOf([first])]);
  return table(`UMAP ${n} x ${WIDTH} to 2, 15 neighbours`, ['ms', 'processor ms'], rows);
}
