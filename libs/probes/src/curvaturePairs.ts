/**
 * @file The memory of L-BFGS: the last steps s and changes of the gradient y, and the two-loop recursion that turns a
 * gradient into a direction. Float32, half the memory to go through: a direction is a proposal, its slope decides. Source: Nocedal and Wright, Numerical optimization (2006), algorithm 7.4.
 */
import type { Kernels } from './kernels.ts';
import { scale } from './vectors.ts';

interface Pair {
  readonly s: Float32Array;
  readonly y: Float32Array;
  /** 1 / (s·y). */
  rho: number;
}

/** Overwrites vectors with what the initial inverse Hessian makes of them. */
export type ApplyInitial = (vectors: readonly Float32Array[]) => Promise<void>;

export interface Stand {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
}

const PAIRS_MAX = 10;

export class CurvaturePairs {
  /** Vectors of a point's size that are taken from the kernels' memory. */
  static readonly vectors = 2 * (PAIRS_MAX + 1) + 1;

  #pairs: Pair[] = [];
  readonly #spare: Pair[];
  readonly #kernels: Kernels;
  readonly #lastY: Float32Array;

  /** @param size entries of a point; all vectors given later lie in the kernels' memory too */
  constructor(size: number, kernels: Kernels) {
    this.#kernels = kernels;
    this.#lastY = kernels.float32(size);
    this.#spare = Array.from({ length: PAIRS_MAX + 1 }, () => ({
      s: kernels.float32(size),
      y: kernels.float32(size),
      rho: 0,
    }));
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#spare.push(...this.#pairs);
    this.#pairs = [];
  }

  /** Remembers a step, unless the gradient did not grow along it: rounding, on a convex function. */
  add(from: Stand, to: Stand): void {
    const pair = this.#spare.pop()!;
    const { s, y } = pair;
    const kernels = this.#kernels;
    kernels.subtract(s, to.point, from.point);
    kernels.subtract(y, to.gradient, from.gradient);
    const dot = (a: Float32Array, b: Float32Array) => kernels.dot32(a, 0, b, 0, a.length);
    const sy = dot(s, y);
    pair.rho = 1 / sy;
    if (!(sy > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) this.#spare.push(pair);
    else if (this.#pairs.push(pair) > PAIRS_MAX) this.#spare.push(this.#pairs.shift()!);
  }

  /** The penalty changed by `change`/2 |s|² over the first `penalised` entries: so does every y, but for rounding. */
  shiftPenalty(change: number, penalised: number): void {
    for (const pair of this.#pairs) {
      this.#kernels.addScaled32(pair.y, pair.s.subarray(0, penalised), change);
      pair.rho = 1 / this.#kernels.dot32(pair.s, 0, pair.y, 0, pair.s.length);
    }
    const isUsable = ({ rho }: Pair) => rho > 0 && Number.isFinite(rho);
    this.#spare.push(...this.#pairs.filter((pair) => !isUsable(pair)));
    this.#pairs = this.#pairs.filter(isUsable);
  }

  /** Overwrites a gradient with H·gradient: H is the initial inverse, scaled to the last pair and improved by all. */
  async applyTo(q: Float32Array, applyInitial: ApplyInitial): Promise<void> {
    const kernels = this.#kernels;
    const alphas = new Float64Array(this.#pairs.length);
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const { s, y, rho } = this.#pairs[i]!;
      alphas[i] = rho * kernels.dot32(s, 0, q, 0, q.length);
      kernels.addScaled32(q, y, -alphas[i]!);
    }
    const last = this.#pairs.at(-1);
    if (last === undefined) return applyInitial([q]);
    this.#lastY.set(last.y);
    await applyInitial([q, this.#lastY]);
    // Without this scale the initial inverse, made at another point, misjudges every direction the pairs do not span.
    scale(q, 1 / (last.rho * kernels.dot32(last.y, 0, this.#lastY, 0, q.length)));
    for (const [i, { s, y, rho }] of this.#pairs.entries())
      kernels.addScaled32(q, s, alphas[i]! - rho * kernels.dot32(y, 0, q, 0, q.length));
  }
}
