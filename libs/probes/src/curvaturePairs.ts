/**
 * @file The memory of L-BFGS: the last steps s and changes of the gradient y, and the two-loop recursion that turns a
 * gradient into a direction. Source: Nocedal and Wright, Numerical optimization (2006), algorithm 7.4.
 */
import { addScaled, dot, scale, subtract } from './vectors.ts';

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / (s·y). */
  rho: number;
}

/** Overwrites vectors with what the initial inverse Hessian makes of them. */
export type ApplyInitial = (vectors: readonly Float64Array[]) => Promise<void>;

export interface Stand {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
}

const PAIRS_MAX = 10;

export class CurvaturePairs {
  #pairs: Pair[] = [];
  #spare: Pair | null = null;
  readonly #size: number;
  readonly #lastY: Float64Array;

  /** @param size entries of a point */
  constructor(size: number) {
    this.#size = size;
    this.#lastY = new Float64Array(size);
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#pairs = [];
  }

  /** Remembers a step, unless the gradient did not grow along it: rounding, on a convex function. */
  add(from: Stand, to: Stand): void {
    const { s, y } = this.#takeSpare();
    subtract(s, to.point, from.point);
    subtract(y, to.gradient, from.gradient);
    const sy = dot(s, y);
    const pair = { s, y, rho: 1 / sy };
    if (!(sy > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) this.#spare = pair;
    else if (this.#pairs.push(pair) > PAIRS_MAX) this.#spare = this.#pairs.shift()!;
  }

  /** The penalty changed by `change`/2 |s|² over the first `penalised` entries: so does every y, exactly. */
  shiftPenalty(change: number, penalised: number): void {
    for (const pair of this.#pairs) {
      addScaled(pair.y, pair.s, change, penalised);
      pair.rho = 1 / dot(pair.s, pair.y);
    }
    this.#pairs = this.#pairs.filter(({ rho }) => rho > 0 && Number.isFinite(rho));
  }

  /** Overwrites a gradient with H·gradient: H is the initial inverse, scaled to the last pair and improved by all. */
  async applyTo(q: Float64Array, applyInitial: ApplyInitial): Promise<void> {
    const alphas = new Float64Array(this.#pairs.length);
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const { s, y, rho } = this.#pairs[i]!;
      alphas[i] = rho * dot(s, q);
      addScaled(q, y, -alphas[i]!);
    }
    const last = this.#pairs.at(-1);
    if (last === undefined) return applyInitial([q]);
    this.#lastY.set(last.y);
    await applyInitial([q, this.#lastY]);
    // Without this scale the initial inverse, made at another point, misjudges every direction the pairs do not span.
    scale(q, 1 / (last.rho * dot(last.y, this.#lastY)));
    for (const [i, { s, y, rho }] of this.#pairs.entries()) addScaled(q, s, alphas[i]! - rho * dot(y, q));
  }

  #takeSpare(): Pair {
    const spare = this.#spare ?? { s: new Float64Array(this.#size), y: new Float64Array(this.#size), rho: 0 };
    this.#spare = null;
    return spare;
  }
}
