/**
 * @file The frozen half of the study from stored features: k nearest neighbours and logistic regression, six data sets of
 * their real sizes, budgets 10 and 100. Beside it the script that one would write with scikit-learn, where
 * `REGATTA_BENCH_PEERS` names a Python that has `peers/requirements-probes.txt`; data set by data set, in turns.
 *
 * One of the study's thirteen encoders, of the commonest width; `REGATTA_BENCH_SIZE=full` takes all, `small` two data sets.
 * Budgets that give the same images count once on both sides. Both read the features inside the time.
 */
import { countRight } from '@regatta/metrics';
import { LogisticRegression, ProbeEngine, chooseC, knn, predictLogistic, prepareRows } from '@regatta/probes';
import { Random, decodeNpy, matrix, takeRows, type Matrix } from '@regatta/tensor';
import { C_GRIDS } from '@regatta/jobs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featuresOf, storeIntegers, storeMatrix } from '../support/featureSets.ts';
import { startPeer, type Peer } from '../support/pythonPeer.ts';
import { table, timed, type Turn } from '../support/turns.ts';

const THREADS = Number(process.env['REGATTA_BENCH_THREADS'] ?? 2);
const SIZE = process.env['REGATTA_BENCH_SIZE'] ?? 'one encoder';

/** Images, classes, and training and validation images per class of each budget. */
const DATASETS = [
  { name: 'flowers102', images: 1020, classes: 102, budgets: [[5, 2]] },
  { name: 'fgvc-aircraft', images: 3334, classes: 100, budgets: [[7, 2], [19, 6]] }, // prettier-ignore
  { name: 'dtd', images: 1880, classes: 47, budgets: [[7, 2], [23, 8]] }, // prettier-ignore
  { name: 'patternnet', images: 30_400, classes: 38, budgets: [[7, 2], [74, 25]] }, // prettier-ignore
  { name: 'ucmerced', images: 1260, classes: 21, budgets: [[7, 2], [27, 9]] }, // prettier-ignore
  { name: 'isic', images: 1150, classes: 2, budgets: [[7, 2], [74, 25]] }, // prettier-ignore
] as const;
/** Width of the features. */
const DINO = { dino: 768 };
const OTHER_ENCODERS = {
  ...{
    clip: 512,
    vit_b_16: 768,
    vit_b_32: 768,
    vit_l_16: 1024,
    vit_l_32: 1024,
    convnext_tiny: 768,
    convnext_base: 1024,
  },
  ...{ efficientnet_b2: 1408, efficientnet_b6: 2304, beit: 768, mae: 768, data2vec: 768 },
};

/** Rows of the stored features. */
interface Split {
  readonly train: Int32Array;
  readonly val: Int32Array;
  readonly test: Int32Array;
}

interface Task {
  readonly x: string;
  readonly y: Int32Array;
  readonly classes: number;
  /** Ascending budgets, nested: the test rows of each are among those of the one before. */
  readonly splits: readonly Split[];
}

/** What one contender has spent and got right so far. */
interface Total {
  ms: number;
  cpu: number;
  cells: number;
  knn: number;
  logistic: number;
}

export default async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  const engine = new ProbeEngine({ threads: THREADS });
  const peer = startScikitLearn();
  const totals: Record<string, Total> = {};
  const add = (name: string, turn: Turn, right: Right) => addTo((totals[name] ??= emptyTotal()), turn, right);
  try {
    for (const [encoder, width] of Object.entries(encoders())) {
      for (const dataset of SIZE === 'small' ? DATASETS.slice(-2) : DATASETS) {
        const task = makeTask(folder, dataset, { encoder, width });
        for (const [name, grid] of Object.entries({ 'C = 1': [1], 'C of 15 by validation': C_GRIDS.default })) {
          let right: Right = { cells: 0, knn: 0, logistic: 0 };
          const turn = await timed(async () => (right = await evaluate(task, grid, engine)));
          add(`Regatta, ${name}`, turn, right);
        }
        if (peer !== null) {
          const answer = await askScikitLearn(peer, folder, task);
          add('scikit-learn, C = 1', answer, answer);
        }
      }
    }
  } finally {
    await engine.close();
    await peer?.stop();
    rmSync(folder, { recursive: true });
  }
  const columns = ['seconds', 'processor seconds', 'kNN, mean accuracy', 'LR, mean accuracy'];
  const names = Object.keys(encoders()).length;
  return `Threads: ${THREADS}.\n\n${table(`Encoders: ${names}; kNN and LR`, columns, Object.entries(totals).map(rowOf))}`;
}

function encoders(): Readonly<Record<string, number>> {
  return SIZE === 'full' ? { ...DINO, ...OTHER_ENCODERS } : DINO;
}

/** Mean accuracies add up over cells. */
interface Right {
  readonly cells: number;
  readonly knn: number;
  readonly logistic: number;
}

/** All cells of one encoder and data set. */
async function evaluate({ x, y, classes, splits }: Task, grid: readonly number[], engine: ProbeEngine): Promise<Right> {
  const X = readMatrix(x);
  const labelsOf = (rows: Int32Array) => Int32Array.from(rows, (row) => y[row]!);
  // The largest budget holds the rows of all, and the smallest budget's test rows are everybody's.
  const pool = splits.at(-1)!.train;
  const positionOf = new Map(Array.from(pool, (row, i) => [row, i]));
  const queries = splits[0]!.test;
  const votes = [{ k: 5, weighting: 'uniform', temperature: null } as const];
  const sets = splits.map(({ train }) => ({ rows: Int32Array.from(train, (row) => positionOf.get(row)!), votes }));
  const task = { train: takeRows(X, pool), labels: labelsOf(pool), classes, metric: 'euclidean' } as const;
  const neighbours = await knn({ ...task, queries: takeRows(X, queries), sets }, engine);
  const right = { cells: splits.length, knn: 0, logistic: 0 };
  for (const [i, { train, val, test }] of splits.entries()) {
    const isTest = new Set(test);
    const prediction = neighbours[i]![0]!.prediction.filter((_, at) => isTest.has(queries[at]!));
    right.knn += countRight(labelsOf(test), prediction) / test.length;
    const own = { train: takeRows(X, train), labels: labelsOf(train), classes, scaling: 'none' } as const;
    const regression = await LogisticRegression.of(own, engine);
    const validation = { X: takeRows(X, val), labels: labelsOf(val) };
    // To as many digits as the executor asks for.
    const choose = async () => (await chooseC(regression, validation, grid, { engine, tolerance: 1e-6 })).fit.c;
    const fit = await regression.fit(grid.length === 1 ? grid[0]! : await choose(), { tolerance: 1e-8 });
    const answer = await predictLogistic(fit, prepareRows(fit.transform, takeRows(X, test)), { engine });
    right.logistic += countRight(labelsOf(test), answer.prediction) / test.length;
  }
  return right;
}

function makeTask(
  folder: string,
  { name, images, classes, budgets }: (typeof DATASETS)[number],
  { encoder, width }: { encoder: string; width: number },
): Task {
  const random = new Random(`${name} ${encoder}`);
  const classOf = Int32Array.from({ length: images }, (_, i) => i % classes);
  const members = Array.from({ length: classes }, (): number[] => []);
  for (const row of random.permutation(images)) members[classOf[row]!]!.push(row);
  const take = (from: number, to?: number) => Int32Array.from(members.flatMap((own) => own.slice(from, to))).sort();
  const splits = budgets.map(([train, val]) => ({
    train: take(0, train),
    val: take(train, train + val),
    test: take(train + val),
  }));
  const { X, y } = featuresOf(classOf, { d: width, classes }, random);
  return { x: storeMatrix(folder, 'x', X), y, classes, splits };
}

function readMatrix(path: string): Matrix {
  const { shape, data } = decodeNpy(readFileSync(path));
  return matrix(data as Float32Array, shape[0]!, shape[1]!);
}

function startScikitLearn(): Peer | null {
  const python = process.env['REGATTA_BENCH_PEERS'];
  const threads = String(THREADS);
  // NumPy's wheel picks slow kernels for processors it does not know.
  const environment = { OPENBLAS_CORETYPE: 'SkylakeX', OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads };
  const script = join(import.meta.dirname, 'peers/studyEvaluation.py');
  return python === undefined ? null : startPeer(python, [script], environment);
}

async function askScikitLearn(peer: Peer, folder: string, { x, y, splits }: Task): Promise<Turn & Right> {
  const rows = splits.map(({ train, test }) => ({ train: [...train], test: [...test] }));
  return (await peer.ask({ x, y: storeIntegers(folder, 'y', y), splits: rows })) as Turn & Right;
}

function emptyTotal(): Total {
  return { ms: 0, cpu: 0, cells: 0, knn: 0, logistic: 0 };
}

function addTo(total: Total, { ms, cpu_ms }: Turn, { cells, knn: neighbours, logistic }: Right): void {
  total.ms += ms;
  total.cpu += cpu_ms;
  total.cells += cells;
  total.knn += neighbours;
  total.logistic += logistic;
}

function rowOf([name, { ms, cpu, cells, knn: neighbours, logistic }]: [string, Total]): string[] {
  const percent = (sum: number) => `${((100 * sum) / cells).toFixed(2)} %`;
  return [name, (ms / 1000).toFixed(1), (cpu / 1000).toFixed(1), percent(neighbours), percent(logistic)];
}
