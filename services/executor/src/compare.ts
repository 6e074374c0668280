/**
 * @file The handler of `compare` jobs: the entries of one leaderboard group against each other, by their stored predictions.
 *
 * An image counts with the mean over the draws that tested it, so draws are averaged before anything is resampled, and
 * the interval of a difference is one over test images (or whole groups of them, where the dataset names groups: all
 * frames of one camera are drawn together).
 *
 * The resampled scores of all contestants are one matrix product: rows are resamples (how often each image was drawn),
 * columns contestants (what an image adds to the score). For a mean over images that is the score itself; where the size
 * of a resample varies, as with groups, it is its linear part, value + Σ w_i (hits_i - tries_i · share) / n.
 */
import type { ComparePayload, CompareResult } from '@regatta/jobs';
import { TerminalError } from '@regatta/jobs';
import { pairedTests, ranksOf } from '@regatta/metrics';
import { createMatrixProduct, type MatrixProduct } from '@regatta/runtime';
import { matrix } from '@regatta/tensor';
import { breathe } from './breathe.ts';
import { contributionsOf, readAnswers, type Answers } from './compareAnswers.ts';
import { resampleCounts, resamplingUnits } from './compareResamples.ts';
import type { JobContext, JobHandler } from './handler.ts';

const METRICS = ['accuracy', 'macro-accuracy'] as const;
/** Resamples of one product: their counts, one float per image, are in memory together. */
const RESAMPLES_AT_ONCE = 250;

export const compare: JobHandler<'compare'> = async (payload, context) => {
  const startedAt = performance.now();
  const dataset = await context.objects.dataset(payload.dataset);
  const subsets = await readAnswers(payload, { dataset, blobs: context.blobs, signal: context.signal });
  const product = await createMatrixProduct({ provider: 'cpu', threads: context.threads });
  try {
    const standings: CompareResult['standings'] = [];
    const comparisons: CompareResult['comparisons'] = [];
    const total = subsets.length * METRICS.length;
    for (const [i, answers] of subsets.entries()) {
      for (const [j, metric] of METRICS.entries()) {
        const scored = await score(answers, metric, { payload, product, context });
        standings.push(...scored.standings);
        comparisons.push(...scored.comparisons);
        const done = i * METRICS.length + j + 1;
        const perSecond = (1000 * done) / Math.max(1, performance.now() - startedAt);
        context.progress({ done, total, unit: 'cells', perSecond, busy: 1, starved: 0 });
        await breathe(context.signal);
      }
    }
    if (standings.length === 0)
      throw new TerminalError(
        `None of the ${payload.contestants.length} contestants has an answer that can be scored.`,
      );
    return { standings, comparisons, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await product.close();
  }
};

interface Parts {
  readonly payload: ComparePayload;
  readonly product: MatrixProduct;
  readonly context: JobContext;
}

async function score(
  answers: Answers,
  metric: (typeof METRICS)[number],
  { payload: { resamples }, product, context: { signal } }: Parts,
): Promise<Pick<CompareResult, 'standings' | 'comparisons'>> {
  const { subset, contestants, images } = answers;
  const models = contestants.length;
  const { values, contributions } = contributionsOf(answers, metric);
  const units = resamplingUnits(answers, metric);
  const counts = resampleCounts(units, `${subset} ${metric}`);
  const columns = matrix(contributions, images.length, models);
  const resampled = new Float64Array(resamples * models);
  for (let first = 0; first < resamples; first += RESAMPLES_AT_ONCE) {
    const rows = Math.min(RESAMPLES_AT_ONCE, resamples - first);
    const { data } = await product.multiply(matrix(counts(rows), rows, images.length), columns);
    for (let i = 0; i < data.length; i++) resampled[first * models + i] = values[i % models]! + data[i]!;
    await breathe(signal);
  }
  const isPlain = metric === 'accuracy' && !units.areGroups && answers.isOneDraw;
  const tests = pairedTests({
    values,
    resampled,
    ...(isPlain && { disagreements: (a: number, b: number) => disagreements(answers, a, b) }),
  });
  const ranks = ranksOf(models, tests);
  return {
    standings: contestants.map((contestant, i) => ({
      ...{ contestant, subset, metric, value: values[i]!, rank: ranks[i]! },
      n: answers.tries[i]!.reduce((sum, tries) => sum + Number(tries > 0), 0),
    })),
    comparisons: tests.map(({ a, b, interval, ...test }) => ({
      ...{ subset, metric, a: contestants[a]!, b: contestants[b]! },
      ...test,
      ...interval,
    })),
  };
}

/** Images that one of two contestants alone gets right. Those that one of them has no answer for tell nothing. */
function disagreements({ hits, tries }: Answers, a: number, b: number): { onlyA: number; onlyB: number } {
  let [onlyA, onlyB] = [0, 0];
  for (let i = 0; i < hits[a]!.length; i++) {
    if (tries[a]![i] === 0 || tries[b]![i] === 0) continue;
    const difference = hits[a]![i]! - hits[b]![i]!;
    if (difference > 0) onlyA++;
    else if (difference < 0) onlyB++;
  }
  return { onlyA, onlyB };
}
