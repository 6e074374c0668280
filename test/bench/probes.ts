/**
 * @file Nearest neighbours and logistic regression at the sizes of a sweep, and the paired bootstrap. Beside them FAISS,
 * PyTorch and scikit-learn where `REGATTA_BENCH_PEERS` names a Python that has `peers/requirements-probes.txt`: the same
 * data, threads and objective, in turns. `REGATTA_BENCH_SIZE=small` measures a tenth of it.
 */
import { pairedAccuracies, plainResampler } from '@regatta/metrics';
import { LogisticRegression, ProbeEngine, knn, type LogisticFit } from '@regatta/probes';
import { Random, encodeNpy, matrix, type Matrix } from '@regatta/tensor';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPeer, type Peer } from '../support/pythonPeer.ts';
import { measureInTurns, median } from '../support/measure.ts';

const THREADS = 2;
const ROUNDS = 3;
/** How far above the minimum a fit may be, as a share of it. */
const EXCESS = 1e-6;
const IS_SMALL = process.env['REGATTA_BENCH_SIZE'] === 'small';

interface Lab {
  readonly engine: ProbeEngine;
  readonly peer: Peer | null;
  readonly folder: string;
}

export default async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  const python = process.env['REGATTA_BENCH_PEERS'];
  const script = join(import.meta.dirname, 'peers/probes.py');
  // FAISS's wheel picks slow kernels for processors it does not know.
  const peer =
    python === undefined ? null : startPeer(python, [script, String(THREADS)], { OPENBLAS_CORETYPE: 'SkylakeX' });
  const lab: Lab = { engine: new ProbeEngine({ threads: THREADS }), peer, folder };
  try {
    return [await neighbours(lab), await regressions(lab), await regressionPath(lab), bootstraps()].join('\n\n');
  } finally {
    await lab.engine.close();
    await peer?.stop();
    rmSync(folder, { recursive: true });
  }
}

async function neighbours({ engine, peer, folder }: Lab): Promise<string> {
  const [n, q, d, k] = IS_SMALL ? [5000, 500, 768, 20] : [50_000, 5000, 768, 20];
  const { X: train, y: labels } = features({ n, d, classes: 100, seed: 'train' });
  const { X: queries } = features({ n: q, d, classes: 100, seed: 'queries' });
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const draw = (budget: number, seed: number) =>
    Int32Array.from(new Random(`${budget} ${seed}`).permutation(n).subarray(0, budget * 100)).sort();
  const budgets = IS_SMALL ? [5, 20] : [10, 100];
  const sets = [...budgets.flatMap((budget) => [0, 1, 2].map((seed) => draw(budget, seed))), all];
  const votes = [{ k, weighting: 'temperature', temperature: 0.07 } as const];
  const task = { train, labels, classes: 100, queries, metric: 'cosine' } as const;
  const run = (own: readonly Int32Array[]) => knn({ ...task, sets: own.map((rows) => ({ rows, votes })) }, engine);
  const files = { x: store(folder, 'knn-x', train), q: store(folder, 'knn-q', queries) };
  const times = await measureInTurns<string>(
    {
      'one training set': () => run([all]),
      'two budgets x three draws, and all': () => run(sets),
      ...(peer && {
        'FAISS IndexFlatIP, one training set': () => peer.ask({ peer: 'faiss-knn', ...files, k, sets: null }),
        'FAISS, a loop over the sets': () =>
          peer.ask({ peer: 'faiss-knn', ...files, k, sets: sets.map((rows) => [...rows]) }),
      }),
    },
    { rounds: ROUNDS, turnMs: 0 },
  );
  return table(
    `kNN ${q} x ${n} x ${d}, k = ${k}, cosine`,
    ['ms'],
    Object.entries(times).map(([name, ms]) => [name, ms.toFixed(0)]),
  );
}

async function regressions(lab: Lab): Promise<string> {
  const sizes = IS_SMALL
    ? [[500, 256, 10]]
    : [
        [2000, 768, 20],
        [10_000, 768, 100],
      ];
  const rows: string[][] = [];
  for (const [n, d, classes] of sizes as [number, number, number][]) {
    const data = features({ n, d, classes, seed: `logistic ${n}` });
    const minimum = (await fit(lab, data, [1], 1e-11))[0]!.objective;
    const target = minimum * (1 + EXCESS);
    const ours: number[] = [];
    const peers = new Map<string, number[]>();
    const notes = new Map<string, string>();
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const [own] = await fit(lab, data, [1], EXCESS);
      ours.push(performance.now() - start);
      notes.set(
        'ours',
        `${own!.evaluations} evaluations, excess ${((own!.objective - minimum) / minimum).toExponential(0)}`,
      );
      for (const peer of ['torch-logistic', 'sklearn-logistic']) {
        const answer = await askLogistic(lab, { peer, data, name: `logistic-${n}`, cs: [1], targets: [target] });
        if (answer === null) continue;
        peers.set(peer, [...(peers.get(peer) ?? []), answer.ms]);
        notes.set(
          peer,
          `${answer.evaluations} evaluations, excess ${((answer.objectives[0]! - minimum) / minimum).toExponential(0)}`,
        );
      }
    }
    for (const [name, own] of [['ours', ours], ...peers] as [string, number[]][])
      rows.push([`${n} x ${d} x ${classes}: ${name}`, median(own).toFixed(0), notes.get(name)!]);
  }
  return table('Logistic regression, C = 1, to 1e-6 above the minimum', ['ms', 'evaluations, excess'], rows);
}

async function regressionPath(lab: Lab): Promise<string> {
  const [n, d, classes] = IS_SMALL ? [500, 256, 10] : [2000, 768, 20];
  const data = features({ n, d, classes, seed: `logistic ${n}` });
  const cs = Array.from(
    { length: IS_SMALL ? 12 : 96 },
    (_, i, { length } = { length: IS_SMALL ? 12 : 96 }) => 10 ** (-6 + (12 * i) / (length - 1)),
  );
  const minima = (await fit(lab, data, cs, 1e-10)).map(({ objective }) => objective);
  const start = performance.now();
  const fits = await fit(lab, data, cs, EXCESS);
  const ours = performance.now() - start;
  const worst = Math.max(...fits.map(({ objective }, i) => (objective - minima[i]!) / minima[i]!));
  const evaluations = fits.reduce((sum, own) => sum + own.evaluations, 0);
  const rows = [['ours', ours.toFixed(0), `${evaluations} evaluations, excess at most ${worst.toExponential(0)}`]];
  const targets = minima.map((minimum) => minimum * (1 + EXCESS));
  const answer = await askLogistic(lab, { peer: 'torch-logistic', data, name: `logistic-${n}`, cs, targets });
  if (answer !== null) rows.push(['PyTorch, warm starts', answer.ms.toFixed(0), `${answer.evaluations} evaluations`]);
  return table(`Path of ${cs.length} values of C, ${n} x ${d} x ${classes}`, ['ms', 'evaluations, excess'], rows);
}

function bootstraps(): string {
  const [images, models, resamples] = IS_SMALL ? [1000, 13, 1000] : [10_000, 13, 10_000];
  const random = new Random('hits');
  const ease = Float64Array.from({ length: images }, () => random.next());
  const hits = Array.from({ length: models }, (_, model) =>
    Uint8Array.from(ease, (own) => Number(0.7 * own + 0.3 * random.next() < 0.6 + 0.02 * model)),
  );
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    pairedAccuracies(hits, { resample: plainResampler(images, new Random(round)), resamples });
    times.push(performance.now() - start);
  }
  const name = `${resamples} resamples of ${images} images, ${models} models`;
  return table('Paired bootstrap', ['ms'], [[name, median(times).toFixed(0)]]);
}

interface Data {
  readonly X: Matrix;
  readonly y: Int32Array;
  readonly classes: number;
}

async function fit({ engine }: Lab, { X, y, classes }: Data, cs: readonly number[], tolerance: number) {
  const regression = await LogisticRegression.of({ train: X, labels: y, classes, scaling: 'none' }, engine);
  const fits: LogisticFit[] = [];
  for await (const own of regression.path(cs, { tolerance })) fits.push(own);
  return fits;
}

interface LogisticAnswer {
  readonly ms: number;
  readonly objectives: readonly number[];
  readonly evaluations: number;
}

async function askLogistic(
  { peer, folder }: Lab,
  asked: { peer: string; data: Data; name: string; cs: readonly number[]; targets: readonly number[] },
): Promise<LogisticAnswer | null> {
  if (peer === null) return null;
  const { data, name, cs, targets } = asked;
  const y = join(folder, `${name}-y.npy`);
  writeFileSync(y, encodeNpy({ dtype: 'int32', shape: [data.y.length], data: Int32Array.from(data.y) }));
  const request = { peer: asked.peer, x: store(folder, `${name}-x`, data.X), y, cs, targets };
  return (await peer.ask(request)) as LogisticAnswer;
}

/** Like a contrastive encoder's: a common mean, class means, a spectrum that falls as a power, 2 % wrong labels. */
function features({ n, d, classes, seed }: { n: number; d: number; classes: number; seed: string }): Data {
  const random = new Random(`means ${d} ${classes}`);
  const common = Float32Array.from({ length: d }, () => (6 * random.normal()) / Math.sqrt(d));
  const means = Array.from({ length: classes }, () => Float32Array.from({ length: d }, () => 0.15 * random.normal()));
  const own = new Random(seed);
  const y = Int32Array.from({ length: n }, () => own.integer(classes));
  const data = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const mean = means[y[i]!]!;
    for (let j = 0; j < d; j++) data[i * d + j] = common[j]! + mean[j]! + (4.5 * own.normal()) / Math.sqrt(1 + j);
    if (own.next() < 0.02) y[i] = own.integer(classes);
  }
  return { X: matrix(data, n, d), y, classes };
}

function store(folder: string, name: string, { data, rows, columns }: Matrix): string {
  const path = join(folder, `${name}.npy`);
  writeFileSync(path, encodeNpy({ dtype: 'float32', shape: [rows, columns], data: Float32Array.from(data) }));
  return path;
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line([title, ...columns]), line([title, ...columns].map(() => '---')), ...rows.map(line)].join('\n');
}
