/**
 * @file The multinomial logistic loss over training rows, its gradient and its curvature, through ONNX Runtime.
 *   L(W, b) = Σ_i -log softmax(x_i W + b)[y_i],   dW = Xᵀ(P - Y),   db = Σ_i (P_i - Y_i)
 * A point is one vector: W of shape [r, c] row by row, then b. The penalty is the optimiser's business.
 *
 * Float32 is twice as fast and sees the loss to about 1e-7; float64 decides the last digits. Small problems need no float32.
 */
import { Tensor } from '@regatta/onnx';
import { OPERATIONS_PER_RUN_MAX, type Breathe, type ProbeEngine } from './engine.ts';
import { matrix64, takeRows64, transpose32, type Matrix64 } from './float64.ts';
import { dot } from './vectors.ts';

export type Precision = 'float32' | 'float64';

/** A block of rows, what one run may take: what is fed, and memory for what comes back per row. */
interface Rows {
  readonly X: Tensor;
  /** Xᵀ, which float32 alone takes. */
  readonly Xt?: Tensor;
  readonly y: Tensor;
  readonly zero: Tensor;
  readonly own: Tensor;
  readonly others: Tensor;
}

/** One precision's blocks, and memory for a point and its gradient that every evaluation writes again. */
interface Workspace {
  readonly blocks: readonly Rows[];
  readonly W: Tensor;
  readonly b: Tensor;
  readonly dW: Tensor;
  readonly db: Tensor;
}

/** From this many products of one evaluation on, float32 goes first. */
const FLOAT32_FROM = 2e6;
/** Nanoseconds that products, probabilities and calls cost on one core of a server: only their ratio matters. */
const NS_PER_PRODUCT = { float32: 0.02, float64: 0.05 };
const NS_PER_PROBABILITY = 5;
const NS_PER_CALL = 50_000;

export class SoftmaxProblem {
  readonly rows: number;
  /** Coordinates of a row. */
  readonly dimension: number;
  readonly classes: number;
  /** The precision to begin in; the last digits are float64's always. */
  readonly firstPrecision: Precision;
  readonly #X: Matrix64;
  readonly #y: Int32Array;
  readonly #engine: ProbeEngine;
  readonly #breathe: Breathe;
  #meanSquare: number | null = null;
  readonly #workspaces = new Map<Precision, Workspace>();

  /** @param y class per row, each of `classes` present */
  constructor(
    { X, y, classes }: { X: Matrix64; y: Int32Array; classes: number },
    { engine, breathe }: { engine: ProbeEngine; breathe: Breathe },
  ) {
    this.rows = X.rows;
    this.dimension = X.columns;
    this.classes = classes;
    this.firstPrecision = X.rows * X.columns * classes >= FLOAT32_FROM ? 'float32' : 'float64';
    this.#X = X;
    this.#y = y;
    this.#engine = engine;
    this.#breathe = breathe;
  }

  /** Mean over coordinates of the sum of squares over rows. */
  get meanSquare(): number {
    return (this.#meanSquare ??= dot(this.#X.data, this.#X.data) / this.#X.columns);
  }

  /** Entries of a point. */
  get size(): number {
    return (this.dimension + 1) * this.classes;
  }

  /**
   * @param gradient is written
   * @returns the loss, in nats, summed over rows; Infinity where a row's own probability is 0 in this precision
   */
  async evaluate(point: Float64Array, precision: Precision, gradient: Float64Array): Promise<number> {
    const { blocks, W, b, dW, db } = this.#at(point, precision);
    const graph = precision === 'float32' ? 'softmaxLossTurned32' : 'softmaxLoss64';
    gradient.fill(0);
    let value = 0;
    for (const { own, others, ...rows } of blocks) {
      await this.#engine.run(graph, { ...rows, W, b }, { own, others, dW, db });
      await this.#breathe();
      value += negativeLogSum(own.data as Float64Array, others.data as Float64Array);
      addTo(gradient, 0, dW.data as Float64Array);
      addTo(gradient, dW.size, db.data as Float64Array);
    }
    return value;
  }

  /** The problem of every `step`-th row of each class: what a start for this one is found on. */
  sample(step: number): SoftmaxProblem {
    const seen = new Int32Array(this.classes);
    const rows = Array.from(this.#y.keys()).filter((row) => seen[this.#y[row]!]!++ % step === 0);
    const y = Int32Array.from(rows, (row) => this.#y[row]!);
    const own = { X: takeRows64(this.#X, rows), y, classes: this.classes };
    return new SoftmaxProblem(own, { engine: this.#engine, breathe: this.#breathe });
  }

  /**
   * [X, 1]ᵀ diag(w) [X, 1], shape [r + 1, r + 1], with w_i = Σ_c p_ic (1 - p_ic) / (c - 1): what the Hessian's blocks are
   * on average. At P uniform it is exact; it stays below Böhning's bound, w = 1/2 (Böhning, 1992).
   */
  async curvature(point: Float64Array): Promise<Matrix64> {
    const precision = this.firstPrecision;
    const r = this.dimension;
    const out = new Float64Array((r + 1) ** 2);
    const share = emptyTensor(precision, [1]);
    (share.data as Float64Array)[0] = 1 / (this.classes - 1);
    const { blocks, W, b } = this.#at(point, precision);
    for (const { X } of blocks) {
      const graph = precision === 'float32' ? 'curvature32' : 'curvature64';
      const { gram, edge, total } = await this.#engine.run(graph, { X, share, W, b });
      await this.#breathe();
      addBordered(out, gram!.data as Float64Array, edge!.data as Float64Array);
      out[out.length - 1]! += (total!.data as Float64Array)[0]!;
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

  /** The workspace of a precision, with this point in it. */
  #at(point: Float64Array, precision: Precision): Workspace {
    let workspace = this.#workspaces.get(precision);
    if (workspace === undefined) this.#workspaces.set(precision, (workspace = this.#workspace(precision)));
    const { W, b } = workspace;
    (W.data as Float64Array).set(point.subarray(0, W.size));
    (b.data as Float64Array).set(point.subarray(W.size));
    return workspace;
  }

  #workspace(precision: Precision): Workspace {
    const { dimension: r, classes: c } = this;
    const { data, rows: n } = this.#X;
    const step = Math.max(1, Math.floor(OPERATIONS_PER_RUN_MAX / Math.max(4 * r * c, 2 * r * r)));
    const blocks: Rows[] = [];
    for (let start = 0; start < n; start += step) {
      const count = Math.min(step, n - start);
      const perRow = () => emptyTensor(precision, [count, 1]);
      blocks.push({
        ...rowTensors(precision, matrix64(data.subarray(start * r, (start + count) * r), count, r)),
        y: Tensor.of('int64', [count, 1], BigInt64Array.from(this.#y.subarray(start, start + count), BigInt)),
        zero: perRow(),
        own: perRow(),
        others: perRow(),
      });
    }
    const weights = () => emptyTensor(precision, [r, c]);
    const intercepts = () => emptyTensor(precision, [c]);
    return { blocks, W: weights(), b: intercepts(), dW: weights(), db: intercepts() };
  }
}

function rowTensors(precision: Precision, { data, rows, columns }: Matrix64): Pick<Rows, 'X' | 'Xt'> {
  const X = toTensor(precision, [rows, columns], data);
  if (precision === 'float64') return { X };
  return { X, Xt: Tensor.of(precision, [columns, rows], transpose32(X.data as Float32Array, rows, columns)) };
}

/** Float64 is a view, float32 a copy. */
function toTensor(precision: Precision, shape: readonly number[], values: Float64Array): Tensor {
  return precision === 'float64'
    ? Tensor.of(precision, shape, values)
    : Tensor.of(precision, shape, new Float32Array(values));
}

function emptyTensor(precision: Precision, shape: readonly number[]): Tensor {
  return toTensor(precision, shape, new Float64Array(shape.reduce((product, length) => product * length, 1)));
}

/** Σ -log p, from p or from 1 - p, whichever is small and so has all its digits. */
function negativeLogSum(own: Float64Array | Float32Array, others: Float64Array | Float32Array): number {
  let sum = 0;
  for (let i = 0; i < own.length; i++) sum -= others[i]! < 0.5 ? Math.log1p(-others[i]!) : Math.log(own[i]!);
  return sum;
}

function addTo(out: Float64Array, offset: number, values: Float64Array | Float32Array): void {
  for (let i = 0; i < values.length; i++) out[offset + i]! += values[i]!;
}

/** Adds [gram, edge; edgeᵀ, 0] to a square matrix. */
function addBordered(out: Float64Array, gram: Float64Array | Float32Array, edge: Float64Array | Float32Array): void {
  const r = edge.length;
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < r; j++) out[i * (r + 1) + j]! += gram[i * r + j]!;
    out[i * (r + 1) + r]! += edge[i]!;
    out[r * (r + 1) + i]! += edge[i]!;
  }
}
