/**
 * @file The memory of L-BFGS: the last steps s and changes of the gradient y, and the two-loop recursion that turns a
 * gradient into a direction. Source: Nocedal and Wright, Numerical optimization (2006), algorithm 7.4.
 */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  rho: number;
}

/** Applies the initial inverse Hessian to vectors. */
export type ApplyInitial = (vectors: readonly Float64Array[]) => Promise<Float64Array[]>;

const PAIRS_MAX = 10;

export class CurvaturePairs {
  #pairs: Pair[] = [];

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#pairs = [];
  }

  /** Remembers a step, unless the gradient did not grow along it: rounding, on a convex function. */
  add(s: Float64Array, y: Float64Array): void {
    const sy = dot(s, y);
    if (!(sy > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
    this.#pairs.push({ s, y, rho: 1 / sy });
    if (this.#pairs.length > PAIRS_MAX) this.#pairs.shift();
  }

  /** The penalty changed by `change`/2 |s|² over the first `penalised` entries: so does every y, exactly. */
  shiftPenalty(change: number, penalised: number): void {
    for (const pair of this.#pairs) {
      for (let i = 0; i < penalised; i++) pair.y[i]! += change * pair.s[i]!;
      pair.rho = 1 / dot(pair.s, pair.y);
    }
    this.#pairs = this.#pairs.filter(({ rho }) => rho > 0 && Number.isFinite(rho));
  }

  /** H·gradient, with H the initial inverse, scaled to the last pair, and improved by all pairs. */
  async apply(gradient: Float64Array, applyInitial: ApplyInitial): Promise<Float64Array> {
    const q = Float64Array.from(gradient);
    const alphas = new Float64Array(this.#pairs.length);
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const { s, y, rho } = this.#pairs[i]!;
      alphas[i] = rho * dot(s, q);
      addScaled(q, y, -alphas[i]!);
    }
    const last = this.#pairs.at(-1);
    const [r, Hy] = await applyInitial(last === undefined ? [q] : [q, last.y]);
    // Without this scale the initial inverse, made at another point, misjudges every direction the pairs do not span.
    if (last !== undefined) scale(r!, 1 / (last.rho * dot(last.y, Hy!)));
    for (const [i, { s, y, rho }] of this.#pairs.entries()) addScaled(r!, s, alphas[i]! - rho * dot(y, r!));
    return r!;
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** a += factor·b. */
export function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}

function scale(a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! *= factor;
}
