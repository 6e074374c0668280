/**
 * @file Greedy k-means++: each next centre is a row drawn by its squared distance to the centres so far, the best of a few
 * draws. All starts go step by step together, so that one product serves the draws of all of them.
 * Source: Arthur and Vassilvitskii, k-means++ (2007); 2 + ln k draws per centre, as scikit-learn makes.
 */
import { takeRows, type Random } from '@regatta/tensor';
import { productBlocks, type KMeansProblem } from './problem.ts';

/** One start that is being made. */
interface Seeding {
  readonly random: Random;
  readonly chosen: Int32Array;
  /** Squared distance of each row to the nearest chosen row. */
  readonly nearest: Float64Array;
  readonly cumulated: Float64Array;
}

/** Row numbers of the first centres, per generator. */
export async function seedStarts(problem: KMeansProblem, randoms: readonly Random[]): Promise<Int32Array[]> {
  const { X, k } = problem;
  const seedings = randoms.map((random): Seeding => ({
    random,
    chosen: new Int32Array(k),
    nearest: new Float64Array(X.rows).fill(Infinity),
    cumulated: new Float64Array(X.rows),
  }));
  const draws = 2 + Math.floor(Math.log(k));
  for (let step = 0; step < k; step++) {
    const tried = seedings.map((seeding) => (step === 0 ? [seeding.random.integer(X.rows)] : drawRows(seeding, draws)));
    const all = await distancesTo(problem, tried.flat());
    let first = 0;
    for (const [s, seeding] of seedings.entries()) {
      seeding.chosen[step] = keepBest(seeding, tried[s]!, all.slice(first, first + tried[s]!.length));
      first += tried[s]!.length;
    }
  }
  return seedings.map(({ chosen }) => chosen);
}

/** Rows by chances in proportion to their squared distance; any row where all distances are 0. */
function drawRows({ random, nearest, cumulated }: Seeding, count: number): number[] {
  let sum = 0;
  for (let i = 0; i < nearest.length; i++) cumulated[i] = sum += nearest[i]!;
  return Array.from({ length: count }, () =>
    sum === 0 ? random.integer(nearest.length) : firstAbove(cumulated, random.next() * sum),
  );
}

function firstAbove(cumulated: Float64Array, value: number): number {
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Squared distances of all rows to each of a few rows. */
async function distancesTo(problem: KMeansProblem, rows: readonly number[]): Promise<Float32Array[]> {
  const { centred } = problem;
  const targets = takeRows(centred.rows, rows);
  const all = Int32Array.from({ length: centred.rows.rows }, (_, i) => i);
  const out = rows.map(() => new Float32Array(centred.rows.rows));
  for await (const { start, count, products } of productBlocks(problem, all, targets)) {
    for (const [j, row] of rows.entries()) {
      writeDistances(out[j]!, { start, count, products, j, width: rows.length }, centred.squares, row);
    }
  }
  rows.forEach((row, j) => (out[j]![row] = 0));
  return out;
}

function writeDistances(
  out: Float32Array,
  block: { start: number; count: number; products: Float32Array; j: number; width: number },
  squares: Float64Array,
  row: number,
): void {
  const { start, count, products, j, width } = block;
  const own = squares[row]!;
  for (let i = 0; i < count; i++) {
    out[start + i] = Math.max(0, squares[start + i]! + own - 2 * products[i * width + j]!);
  }
}

/** Takes the row that leaves the least sum of distances, and keeps the distances. */
function keepBest({ nearest }: Seeding, tried: readonly number[], distances: readonly Float32Array[]): number {
  let [best, least] = [0, Infinity];
  distances.forEach((own, j) => {
    const sum = sumOfNearer(nearest, own);
    if (sum < least) [best, least] = [j, sum];
  });
  const own = distances[best]!;
  for (let i = 0; i < nearest.length; i++) nearest[i] = Math.min(nearest[i]!, own[i]!);
  return tried[best]!;
}

function sumOfNearer(nearest: Float64Array, own: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < nearest.length; i++) sum += Math.min(nearest[i]!, own[i]!);
  return sum;
}
