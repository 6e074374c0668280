/**
 * @file Nearest neighbours and logistic regression at the sizes of a sweep, and the paired bootstrap. Beside them FAISS,
 * PyTorch and scikit-learn where `REGATTA_BENCH_PEERS` names a Python that has `peers/requirements-probes.txt`: the same
 * data, threads and objective, in turns.
 *
 * Processor time stands beside wall time: on a machine that others use as well, with `REGATTA_BENCH_THREADS=1`, it is the
 * one to look at. `REGATTA_BENCH_SIZE=small` measures a tenth of it all.
 */
import { pairedAccuracies, plainResampler } from '@regatta/metrics';
import { LogisticRegression, ProbeEngine, knn, type LogisticFit } from '@regatta/probes';
import { Random } from '@regatta/tensor';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featureSet, storeIntegers, storeMatrix, type FeatureSet } from '../support/featureSets.ts';
import { startPeer, type Peer } from '../support/pythonPeer.ts';
import { columnsOf, inTurns, table, timed, type Turn } from '../support/turns.ts';

const THREADS = Number(process.env['REGATTA_BENCH_THREADS'] ?? 2);
const IS_SMALL = process.env['REGATTA_BENCH_SIZE'] === 'small';
/** How far above the minimum a fit may be, as a share of it. */
const EXCESS = 1e-6;

interface Lab {
  readonly engine: ProbeEngine;
  readonly peer: Peer | null;
  readonly folder: string;
}

export default async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  const python = process.env['REGATTA_BENCH_PEERS'];
  const script = join(import.meta.dirname, 'peers/probes.py');
  const threads = String(THREADS);
  // FAISS's wheel picks slow kernels for processors it does not know.
  const environment = { OPENBLAS_CORETYPE: 'SkylakeX', OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads };
  const peer = python === undefined ? null : startPeer(python, [script, threads], environment);
  const lab: Lab = { engine: new ProbeEngine({ threads: THREADS }), peer, folder };
  try {
    const tables = [await neighbours(lab), await regressions(lab), await regressionPath(lab), await bootstraps()];
    return [`Threads: ${THREADS}.`, ...tables].join('\n\n');
  } finally {
    await lab.engine.close();
    await peer?.stop();
    rmSync(folder, { recursive: true });
  }
}

async function neighbours({ engine, peer, folder }: Lab): Promise<string> {
  const [n, q, d, k] = IS_SMALL ? [5000, 500, 768, 20] : [50_000, 5000, 768, 20];
  const { X: train, y: labels } = featureSet({ n, d, classes: 100, seed: 'train' });
  const { X: queries } = featureSet({ n: q, d, classes: 100, seed: 'queries' });
  const all = Int32Array.from({ length: n }, (_, i) => i);
  // Nested, as draws are: ten per class lie inside a hundred.
  const draw = (budget: number, seed: number) =>
    Int32Array.from(new Random(`draw ${seed}`).permutation(n).subarray(0, budget * 100)).sort();
  const budgets = IS_SMALL ? [5, 20] : [10, 100];
  const sets = [...budgets.flatMap((budget) => [0, 1, 2].map((seed) => draw(budget, seed))), all];
  const votes = [{ k, weighting: 'temperature', temperature: 0.07 } as const];
  const task = { train, labels, classes: 100, queries, metric: 'cosine' } as const;
  const ours = (own: readonly Int32Array[]) =>
    timed(() => knn({ ...task, sets: own.map((rows) => ({ rows, votes })) }, engine));
  const files = { x: storeMatrix(folder, 'knn-x', train), q: storeMatrix(folder, 'knn-q', queries) };
  const faiss = (own: readonly Int32Array[] | null) => async () =>
    (await peer!.ask({ peer: 'faiss-knn', ...files, k, sets: own?.map((rows) => [...rows]) ?? null })) as Turn;
  const rows = await inTurns({
    'one training set': () => ours([all]),
    'two budgets x three draws, and all': () => ours(sets),
    ...(peer && { 'FAISS IndexFlatIP, one training set': faiss(null), 'FAISS, a loop over the sets': faiss(sets) }),
  });
  return table(`kNN ${q} x ${n} x ${d}, k = ${k}, cosine`, ['ms', 'processor ms'], rows);
}

async function regressions(lab: Lab): Promise<string> {
  const sizes: [number, number, number][] = IS_SMALL
    ? [[500, 256, 10]]
    : [
        [2000, 768, 20],
        [10_000, 768, 100],
      ];
  const rows: string[][] = [];
  for (const [n, d, classes] of sizes) {
    const data = featureSet({ n, d, classes, seed: `logistic ${n}` });
    const minimum = (await fit(lab, data, [1], 1e-11))[0]!.objective;
    const excess = (objective: number) => ((objective - minimum) / minimum).toExponential(0);
    const said = new Map<string, string>();
    const ours = () =>
      timed(async () => {
        const [own] = await fit(lab, data, [1], EXCESS);
        said.set('ours', `${own!.evaluations} evaluations, excess ${excess(own!.objective)}`);
      });
    const asked = { data, name: `logistic-${n}`, cs: [1], targets: [minimum * (1 + EXCESS)] };
    const theirs = (peer: string, name: string) => async () => {
      const answer = await askLogistic(lab, { peer, ...asked });
      said.set(name, `${answer.evaluations} evaluations, excess ${excess(answer.objectives[0]!)}`);
      return answer;
    };
    const times = await inTurns({
      ours,
      ...(lab.peer && {
        PyTorch: theirs('torch-logistic', 'PyTorch'),
        'scikit-learn': theirs('sklearn-logistic', 'scikit-learn'),
      }),
    });
    for (const [name, ...columns] of times)
      rows.push([`${n} x ${d} x ${classes}: ${name}`, ...columns, said.get(name!)!]);
  }
  return table('Logistic regression, C = 1, to 1e-6 above the minimum', ['ms', 'processor ms', ''], rows);
}

async function regressionPath(lab: Lab): Promise<string> {
  const [n, d, classes, values] = IS_SMALL ? [500, 256, 10, 12] : [2000, 768, 20, 96];
  const data = featureSet({ n, d, classes, seed: `logistic ${n}` });
  const cs = Array.from({ length: values }, (_, i) => 10 ** (-6 + (12 * i) / (values - 1)));
  const minima = (await fit(lab, data, cs, 1e-10)).map(({ objective }) => objective);
  let fits: LogisticFit[] = [];
  const own = await timed(async () => void (fits = await fit(lab, data, cs, EXCESS)));
  const worst = Math.max(...fits.map(({ objective }, i) => (objective - minima[i]!) / minima[i]!));
  const evaluations = fits.reduce((sum, { evaluations: count }) => sum + count, 0);
  const rows = [['ours', ...columnsOf([own]), `${evaluations} evaluations, excess at most ${worst.toExponential(0)}`]];
  if (lab.peer !== null) {
    const targets = minima.map((minimum) => minimum * (1 + EXCESS));
    const answer = await askLogistic(lab, { peer: 'torch-logistic', data, name: `logistic-${n}`, cs, targets });
    rows.push(['PyTorch, warm starts', ...columnsOf([answer]), `${answer.evaluations} evaluations`]);
  }
  return table(`Path of ${values} values of C, ${n} x ${d} x ${classes}`, ['ms', 'processor ms', ''], rows);
}

async function bootstraps(): Promise<string> {
  const [images, models, resamples] = IS_SMALL ? [1000, 13, 1000] : [10_000, 13, 10_000];
  const random = new Random('hits');
  const ease = Float64Array.from({ length: images }, () => random.next());
  const hits = Array.from({ length: models }, (_, model) =>
    Uint8Array.from(ease, (own) => Number(0.7 * own + 0.3 * random.next() < 0.6 + 0.02 * model)),
  );
  const resample = () => plainResampler(images, new Random('resamples'));
  const rows = await inTurns({
    [`${resamples} resamples of ${images} images, ${models} models`]: () =>
      timed(async () => void pairedAccuracies(hits, { resample: resample(), resamples })),
  });
  return table('Paired bootstrap', ['ms', 'processor ms'], rows);
}

async function fit({ engine }: Lab, { X, y, classes }: FeatureSet, cs: readonly number[], tolerance: number) {
  const regression = await LogisticRegression.of({ train: X, labels: y, classes, scaling: 'none' }, engine);
  const fits: LogisticFit[] = [];
  for await (const own of regression.path(cs, { tolerance })) fits.push(own);
  return fits;
}

interface LogisticAnswer extends Turn {
  readonly objectives: readonly number[];
  readonly evaluations: number;
}

async function askLogistic(
  { peer, folder }: Lab,
  asked: { peer: string; data: FeatureSet; name: string; cs: readonly number[]; targets: readonly number[] },
): Promise<LogisticAnswer> {
  const { data, name, cs, targets } = asked;
  const y = storeIntegers(folder, `${name}-y`, data.y);
  const request = { peer: asked.peer, x: storeMatrix(folder, `${name}-x`, data.X), y, cs, targets };
  return (await peer!.ask(request)) as LogisticAnswer;
}
