/**
 * @file Tip-Adapter: what the words say of an image, and a cache of labelled images that adds its own say, without training.
 *
 *   z_ic = scale · unit(x_i) · w_c + α Σ_{j of class c} exp(-β (1 - unit(x_i) · unit(x_j)))
 *
 * w_c are the directions of zero-shot, j the training rows. α = 0 is zero-shot; β says how near a row must be to count.
 * Source: Zhang et al., Tip-Adapter: Training-free adaption of CLIP for few-shot classification (2022), eq. 4 to 6, and its
 * code (`main.py`, `utils.py`: `search_hp`). Differs from the code in that a training image is seen once, as it is tested,
 * and not as the mean of ten random crops.
 */
import type { Matrix } from '@regatta/tensor';
import { expectFeatures, expectLabelsOf, expectWidth } from '../checkTask.ts';
import { cosineBlocks, unitRows } from '../cosines.ts';
import { holdBreath, type Breathe, type ProbeEngine } from '../engine.ts';
import { topOf, writeSoftmax } from '../softmax.ts';
import type { ZeroShotResult } from '../zeroShot.ts';

export interface TipAdapterTask {
  /** The labelled images, shape [n, d]. */
  readonly train: Matrix;
  /** Class per training row. A class may have none: the words alone speak for it. */
  readonly labels: ArrayLike<number>;
  /** Of `classDirections`, shape [classes, d]. */
  readonly directions: Matrix;
  /** Multiplies a cosine with a direction. */
  readonly scale: number;
}

export interface TipAdapterWeights {
  /** How much the cache says beside the words. */
  readonly alpha: number;
  /** How fast a training row's say falls with its distance. */
  readonly beta: number;
}

interface Machinery {
  readonly engine: ProbeEngine;
  readonly breathe?: Breathe;
}

/**
 * Classes of images; the probabilities are a softmax of z.
 * @throws {InputError} features that are not finite, have no direction or differ in width; labels out of range
 */
export async function tipAdapter(
  task: TipAdapterTask & TipAdapterWeights & { readonly queries: Matrix },
  { engine, breathe = holdBreath }: Machinery,
): Promise<ZeroShotResult> {
  const { labels, directions, scale, queries, alpha, beta } = task;
  const classes = directions.rows;
  const result = {
    prediction: new Int32Array(queries.rows),
    probabilities: new Float64Array(queries.rows * classes),
  };
  const logits = new Float64Array(classes);
  for await (const { image, words, cached } of nearness(task, queries, { engine, breathe })) {
    for (let c = 0; c < classes; c++) logits[c] = scale * words[c]!;
    for (let j = 0; j < cached.length; j++) logits[labels[j]!]! += alpha * Math.exp(-beta * (1 - cached[j]!));
    result.prediction[image] = topOf(logits);
    writeSoftmax(logits, {}, result.probabilities.subarray(image * classes, (image + 1) * classes));
  }
  return result;
}

export interface TipAdapterChoice extends TipAdapterWeights {
  /** Validation rows that it answers rightly. */
  readonly right: number;
}

/**
 * The pair of the grid that answers most of the validation rows rightly; of equals the smallest β, then the smallest α,
 * which is the first that the authors' search meets.
 * @param grid ascending values of each
 * @throws {InputError} as `tipAdapter`
 */
export async function chooseTipAdapter(
  task: TipAdapterTask,
  { X, y, alphas, betas }: { X: Matrix; y: ArrayLike<number>; alphas: readonly number[]; betas: readonly number[] },
  { engine, breathe = holdBreath }: Machinery,
): Promise<TipAdapterChoice> {
  const { labels, directions, scale } = task;
  const classes = directions.rows;
  expectLabelsOf('validation rows', y, X, classes);
  const right = new Uint32Array(betas.length * alphas.length);
  const votes = new Float64Array(classes);
  for await (const { image, words, cached } of nearness(task, X, { engine, breathe })) {
    for (const [b, beta] of betas.entries()) {
      votes.fill(0);
      for (let j = 0; j < cached.length; j++) votes[labels[j]!]! += Math.exp(-beta * (1 - cached[j]!));
      for (const [a, alpha] of alphas.entries()) {
        const own = topOfSum(words, votes, { scale, alpha });
        if (own === y[image]) right[b * alphas.length + a]!++;
      }
    }
  }
  const best = topOf(right);
  return { alpha: alphas[best % alphas.length]!, beta: betas[Math.floor(best / alphas.length)]!, right: right[best]! };
}

function topOfSum(
  words: ArrayLike<number>,
  votes: Float64Array,
  { scale, alpha }: { scale: number; alpha: number },
): number {
  let [top, most] = [0, -Infinity];
  for (let c = 0; c < votes.length; c++) {
    const logit = scale * words[c]! + alpha * votes[c]!;
    if (logit > most) [top, most] = [c, logit];
  }
  return top;
}

/** Each image with its cosines: with the directions of the classes, and with the training rows. */
async function* nearness(
  { train, labels, directions }: TipAdapterTask,
  images: Matrix,
  machinery: { engine: ProbeEngine; breathe: Breathe },
): AsyncGenerator<{ image: number; words: Float32Array; cached: Float32Array }> {
  expectFeatures('training rows', train);
  expectWidth('training rows', train, directions.columns);
  expectLabelsOf('training rows', labels, train, directions.rows);
  for await (const { start, count, cosines } of cosineBlocks(images, joined(directions, unitRows(train)), machinery)) {
    const width = directions.rows + train.rows;
    for (let i = 0; i < count; i++) {
      // An image has a thousand exponentials or more to wait for.
      if (i % IMAGES_PER_BREATH === IMAGES_PER_BREATH - 1) await machinery.breathe();
      const own = cosines.subarray(i * width, (i + 1) * width);
      yield { image: start + i, words: own.subarray(0, directions.rows), cached: own.subarray(directions.rows) };
    }
  }
}

const IMAGES_PER_BREATH = 64;

/** One above the other. */
function joined(above: Matrix, below: Matrix): Matrix {
  const data = new Float32Array((above.rows + below.rows) * above.columns);
  data.set(above.data);
  data.set(below.data, above.data.length);
  return { data, rows: above.rows + below.rows, columns: above.columns };
}
