/**
 * @file The multinomial logistic loss over training rows, its gradient and its curvature, through ONNX Runtime.
 *   L(W, b) = Σ_i -log softmax(x_i W + b)[y_i],   dW = Xᵀ(P - Y),   db = Σ_i (P_i - Y_i)
 * A point is one vector: W of shape [r, c] row by row, then b. The penalty is the optimiser's business.
 *
 * Float32 is twice as fast and sees the loss to about 1e-7; float64 decides the last digits. Small problems need no float32.
 */
import { Tensor } from '@regatta/onnx';
import { OPERATIONS_PER_RUN_MAX, type Breathe, type ProbeEngine } from './engine.ts';
import type { Matrix64 } from './float64.ts';

export type Precision = 'float32' | 'float64';

export interface Evaluation {
  /** Nats, summed over rows; Infinity where a row's own probability is 0 in this precision. */
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A block of rows: what one run may take. */
interface Rows {
  readonly count: number;
  readonly X: Readonly<Record<Precision, Tensor | null>>;
  readonly y: Tensor;
  readonly minusOne: Readonly<Record<Precision, Tensor>>;
}

/** From this many products of one evaluation on, float32 goes first. */
const FLOAT32_FROM = 2e6;
/** Nanoseconds that products and calls cost on one core of a server: only their ratio matters. */
const NS_PER_PRODUCT = { float32: 0.02, float64: 0.05 };
const NS_PER_CALL = 50_000;
const NS_PER_PROBABILITY = 5;

export class SoftmaxProblem {
  readonly rows: number;
  /** Coordinates of a row. */
  readonly dimension: number;
  readonly classes: number;
  /** Mean over coordinates of the sum of squares over rows. */
  readonly meanSquare: number;
  /** The precision to begin in; the last digits are float64's always. */
  readonly firstPrecision: Precision;
  readonly #engine: ProbeEngine;
  readonly #breathe: Breathe;
  readonly #blocks: readonly Rows[];

  /** @param y class per row, each of `classes` present */
  constructor(
    { X, y, classes }: { X: Matrix64; y: Int32Array; classes: number },
    { engine, breathe }: { engine: ProbeEngine; breathe: Breathe },
  ) {
    this.rows = X.rows;
    this.dimension = X.columns;
    this.classes = classes;
    this.meanSquare = X.data.reduce((sum, x) => sum + x * x, 0) / X.columns;
    this.firstPrecision = X.rows * X.columns * classes >= FLOAT32_FROM ? 'float32' : 'float64';
    this.#engine = engine;
    this.#breathe = breathe;
    this.#blocks = toBlocks(X, y, { rowsMax: this.#rowsPerRun(), withFloat32: this.firstPrecision === 'float32' });
  }

  /** Entries of a point. */
  get size(): number {
    return (this.dimension + 1) * this.classes;
  }

  async evaluate(point: Float64Array, precision: Precision): Promise<Evaluation> {
    const gradient = new Float64Array(this.size);
    const parameters = this.#parameters(point, precision);
    const graph = precision === 'float32' ? 'softmaxLoss32' : 'softmaxLoss64';
    let value = 0;
    for (const { X, y, minusOne } of this.#blocks) {
      const feeds = { X: X[precision]!, y, minusOne: minusOne[precision], ...parameters };
      const { own, dW, db } = await this.#engine.run(graph, feeds);
      await this.#breathe();
      value += negativeLogSum(own!.data as Float64Array);
      addTo(gradient, 0, dW!.data as Float64Array);
      addTo(gradient, this.dimension * this.classes, db!.data as Float64Array);
    }
    return { value, gradient };
  }

  /**
   * [X, 1]ᵀ diag(w) [X, 1], shape [r + 1, r + 1], with w_i = Σ_c p_ic (1 - p_ic) / (c - 1): what the Hessian's blocks are
   * on average. At P uniform it is exact; it stays below Böhning's bound, w = 1/2 (Böhning, 1992).
   */
  async curvature(point: Float64Array): Promise<Matrix64> {
    const precision = this.firstPrecision;
    const r = this.dimension;
    const out = new Float64Array((r + 1) ** 2);
    const share = floats(precision, [1], [1 / (this.classes - 1)]);
    const parameters = this.#parameters(point, precision);
    for (const { X } of this.#blocks) {
      const graph = precision === 'float32' ? 'curvature32' : 'curvature64';
      const { gram, edge, total } = await this.#engine.run(graph, { X: X[precision]!, share, ...parameters });
      await this.#breathe();
      const [square, line] = [gram!.data as Float64Array, edge!.data as Float64Array];
      for (let i = 0; i < r; i++) {
        for (let j = 0; j < r; j++) out[i * (r + 1) + j]! += square[i * r + j]!;
        out[i * (r + 1) + r]! += line[i]!;
        out[r * (r + 1) + i]! += line[i]!;
      }
      out[r * (r + 1) + r]! += (total!.data as Float64Array)[0]!;
    }
    return { data: out, rows: r + 1, columns: r + 1 };
  }

  /** What a curvature and its inverse cost, in evaluations. */
  get curvatureCost(): number {
    const { rows: n, dimension: r, classes: c } = this;
    const ns = NS_PER_PRODUCT[this.firstPrecision];
    const evaluation = 2 * n * r * c * ns + n * c * NS_PER_PROBABILITY + NS_PER_CALL;
    const curvature = n * r * r * ns + r ** 3 * NS_PER_PRODUCT.float64 + NS_PER_CALL;
    return curvature / evaluation;
  }

  #parameters(point: Float64Array, precision: Precision) {
    const { dimension: r, classes: c } = this;
    return {
      W: floats(precision, [r, c], point.subarray(0, r * c)),
      b: floats(precision, [c], point.subarray(r * c)),
    };
  }

  #rowsPerRun(): number {
    const { dimension: r, classes: c } = this;
    return Math.max(1, Math.floor(OPERATIONS_PER_RUN_MAX / Math.max(4 * r * c, 2 * r * r)));
  }
}

function toBlocks(
  { data, rows: n, columns: r }: Matrix64,
  y: Int32Array,
  { rowsMax, withFloat32 }: { rowsMax: number; withFloat32: boolean },
): Rows[] {
  const blocks: Rows[] = [];
  for (let start = 0; start < n; start += rowsMax) {
    const count = Math.min(rowsMax, n - start);
    const own = data.subarray(start * r, (start + count) * r);
    const minus = new Array<number>(count).fill(-1);
    blocks.push({
      count,
      X: {
        float64: Tensor.of('float64', [count, r], own),
        float32: withFloat32 ? floats('float32', [count, r], own) : null,
      },
      y: Tensor.of('int64', [count, 1], BigInt64Array.from(y.subarray(start, start + count), BigInt)),
      minusOne: { float32: floats('float32', [count, 1], minus), float64: floats('float64', [count, 1], minus) },
    });
  }
  return blocks;
}

function floats(precision: Precision, shape: readonly number[], values: Float64Array | readonly number[]): Tensor {
  return precision === 'float32'
    ? Tensor.of('float32', shape, Float32Array.from(values))
    : Tensor.of('float64', shape, Float64Array.from(values));
}

function negativeLogSum(probabilities: Float64Array | Float32Array): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) sum -= Math.log(probabilities[i]!);
  return sum;
}

function addTo(out: Float64Array, offset: number, values: Float64Array | Float32Array): void {
  for (let i = 0; i < values.length; i++) out[offset + i]! += values[i]!;
}
