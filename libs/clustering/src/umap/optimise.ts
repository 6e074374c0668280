/**
 * @file The optimisation of UMAP: edges pull, drawn rows push, in a fixed order. It runs on one thread by design: the same
 * seed gives the same bytes on every machine.
 * Source: McInnes, Healy and Melville, UMAP (2018), algorithm 5; as `optimize_layout_euclidean` of umap-learn. Differs from
 * it in that the forces come from a table over the squared distance, within 0.05 %.
 */
import type { Breathe } from '@regatta/probes';
import type { Random } from '@regatta/tensor';
import type { Curve } from './curve.ts';
import type { SparseGraph } from './sparseGraph.ts';

export interface Optimisation {
  /** From rows of `heads` to rows of `tails`; each edge is sampled in proportion to its weight. */
  readonly edges: SparseGraph;
  /** Moved; shape [n, count]. */
  readonly heads: Float64Array;
  /** The same array, or other rows that stay where they are; shape [m, count]. */
  readonly tails: Float64Array;
  readonly count: number;
  readonly curve: Curve;
  readonly epochs: number;
  readonly learningRate: number;
  readonly random: Random;
}

/** Rows drawn per edge to push away. */
const NEGATIVES = 5;
/** No coordinate moves farther in one step, before the learning rate. */
const CLIP = 4;

/** Moves `heads` in place. */
export async function optimise(task: Optimisation, breathe: Breathe): Promise<void> {
  const { edges, epochs, learningRate, random } = task;
  const schedule = scheduleOf(edges);
  const forces = forcesOf(task.curve);
  const state = Int32Array.of(random.bits(), random.bits() | 1);
  for (let epoch = 0; epoch < epochs; epoch++) {
    (task.count === 2 ? runEpochInPlane : runEpoch)(task, {
      schedule,
      forces,
      state,
      epoch,
      rate: learningRate * (1 - epoch / epochs),
    });
    await breathe();
  }
}

interface Schedule {
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** Epochs between two samples of an edge; 1 for the heaviest. */
  readonly every: Float32Array;
  readonly next: Float64Array;
  readonly nextNegative: Float64Array;
}

function scheduleOf({ n, starts, columns, weights }: SparseGraph): Schedule {
  const largest = weights.reduce((max, weight) => Math.max(max, weight), 0);
  const sources = new Int32Array(columns.length);
  for (let i = 0; i < n; i++) sources.fill(i, starts[i], starts[i + 1]);
  const every = Float32Array.from(weights, (weight) => largest / weight);
  return {
    sources,
    targets: columns,
    every,
    next: Float64Array.from(every),
    nextNegative: Float64Array.from(every, (epochs) => epochs / NEGATIVES),
  };
}

/** Of the upper word of a float64, sign and exponent and ten bits of the mantissa make a position in the tables. */
const SHIFT = 10;
/** The tables reach from 2^-40 to 2^60; what is nearer has the force of the nearest. */
const LEAST_EXPONENT = -40;
const EXPONENTS = 100;
const STEPS_PER_EXPONENT = 2 ** (20 - SHIFT);
const OFFSET = (1023 + LEAST_EXPONENT) * STEPS_PER_EXPONENT;

interface Forces {
  /** By position of the squared distance. */
  readonly pull: Float64Array;
  readonly push: Float64Array;
}

/** -2ab d^2(b-1) / (1 + a d^2b) and 2b / ((.001 + d²)(1 + a d^2b)), at the middle of each step of d². */
function forcesOf({ a, b }: Curve): Forces {
  const size = EXPONENTS * STEPS_PER_EXPONENT;
  const [pull, push] = [new Float64Array(size), new Float64Array(size)];
  for (let position = 0; position < size; position++) {
    const step = position % STEPS_PER_EXPONENT;
    const exponent = LEAST_EXPONENT + Math.floor(position / STEPS_PER_EXPONENT);
    const d2 = 2 ** exponent * (1 + (step + 0.5) / STEPS_PER_EXPONENT);
    const denominator = 1 + a * d2 ** b;
    pull[position] = (-2 * a * b * d2 ** (b - 1)) / denominator;
    push[position] = (2 * b) / ((0.001 + d2) * denominator);
  }
  return { pull, push };
}

interface Epoch {
  readonly schedule: Schedule;
  readonly forces: Forces;
  /** Of xoroshiro64* (Blackman and Vigna, 2018): two words, kept in registers through an epoch. */
  readonly state: Int32Array;
  readonly epoch: number;
  readonly rate: number;
}

function runEpoch({ heads, tails, count }: Optimisation, { schedule, forces, state, epoch, rate }: Epoch): void {
  const { sources, targets, every, next, nextNegative } = schedule;
  const { pull, push } = forces;
  const isMoving = heads === tails;
  const rows = tails.length / count;
  const perBit = rows / 2 ** 32;
  const words = new Int32Array(2);
  const squared = new Float64Array(words.buffer);
  let [s0, s1] = [state[0]!, state[1]!];
  for (let edge = 0; edge < sources.length; edge++) {
    if (next[edge]! > epoch) continue;
    const head = sources[edge]! * count;
    const tail = targets[edge]! * count;
    let sum = 0;
    for (let c = 0; c < count; c++) sum += (heads[head + c]! - tails[tail + c]!) ** 2;
    if (sum > 0) {
      squared[0] = sum;
      const force = pull[Math.max(0, (words[1]! >> SHIFT) - OFFSET)]!;
      for (let c = 0; c < count; c++) {
        const step = rate * clip(force * (heads[head + c]! - tails[tail + c]!));
        heads[head + c]! += step;
        if (isMoving) tails[tail + c]! -= step;
      }
    }
    next[edge]! += every[edge]!;
    const between = every[edge]! / NEGATIVES;
    const negatives = Math.floor((epoch - nextNegative[edge]!) / between);
    for (let drawn = 0; drawn < negatives; drawn++) {
      const value = Math.imul(s0, 0x9e3779bb) >>> 0;
      s1 ^= s0;
      s0 = ((s0 << 26) | (s0 >>> 6)) ^ s1 ^ (s1 << 9);
      s1 = (s1 << 13) | (s1 >>> 19);
      const other = Math.floor(value * perBit) * count;
      let apart = 0;
      for (let c = 0; c < count; c++) apart += (heads[head + c]! - tails[other + c]!) ** 2;
      if (apart === 0) continue;
      squared[0] = apart;
      const force = push[Math.max(0, (words[1]! >> SHIFT) - OFFSET)]!;
      for (let c = 0; c < count; c++) heads[head + c]! += rate * clip(force * (heads[head + c]! - tails[other + c]!));
    }
    if (negatives > 0) nextNegative[edge]! += negatives * between;
  }
  state[0] = s0;
  state[1] = s1;
}

/** `runEpoch` for two columns, with coordinates in registers: the same bytes in four fifths of the time. */
function runEpochInPlane({ heads, tails }: Optimisation, { schedule, forces, state, epoch, rate }: Epoch): void {
  const { sources, targets, every, next, nextNegative } = schedule;
  const { pull, push } = forces;
  const isMoving = heads === tails;
  const perBit = tails.length / 2 / 2 ** 32;
  const words = new Int32Array(2);
  const squared = new Float64Array(words.buffer);
  let [s0, s1] = [state[0]!, state[1]!];
  for (let edge = 0; edge < sources.length; edge++) {
    if (next[edge]! > epoch) continue;
    const head = sources[edge]! * 2;
    const tail = targets[edge]! * 2;
    let x = heads[head]!;
    let y = heads[head + 1]!;
    const pullX = x - tails[tail]!;
    const pullY = y - tails[tail + 1]!;
    const sum = pullX * pullX + pullY * pullY;
    if (sum > 0) {
      squared[0] = sum;
      const force = pull[Math.max(0, (words[1]! >> SHIFT) - OFFSET)]!;
      const stepX = rate * clip(force * pullX);
      const stepY = rate * clip(force * pullY);
      x += stepX;
      y += stepY;
      if (isMoving) {
        tails[tail]! -= stepX;
        tails[tail + 1]! -= stepY;
      }
    }
    next[edge]! += every[edge]!;
    const between = every[edge]! / NEGATIVES;
    const negatives = Math.floor((epoch - nextNegative[edge]!) / between);
    for (let drawn = 0; drawn < negatives; drawn++) {
      const value = Math.imul(s0, 0x9e3779bb) >>> 0;
      s1 ^= s0;
      s0 = ((s0 << 26) | (s0 >>> 6)) ^ s1 ^ (s1 << 9);
      s1 = (s1 << 13) | (s1 >>> 19);
      const other = Math.floor(value * perBit) * 2;
      // A row does not push itself away; in memory it lies where it was before this edge.
      if (isMoving && other === head) continue;
      const pushX = x - tails[other]!;
      const pushY = y - tails[other + 1]!;
      const apart = pushX * pushX + pushY * pushY;
      if (apart === 0) continue;
      squared[0] = apart;
      const force = push[Math.max(0, (words[1]! >> SHIFT) - OFFSET)]!;
      x += rate * clip(force * pushX);
      y += rate * clip(force * pushY);
    }
    heads[head] = x;
    heads[head + 1] = y;
    if (negatives > 0) nextNegative[edge]! += negatives * between;
  }
  state[0] = s0;
  state[1] = s1;
}

function clip(value: number): number {
  return value > CLIP ? CLIP : value < -CLIP ? -CLIP : value;
}
