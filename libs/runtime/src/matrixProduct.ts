/**
 * @file Products of matrices by ONNX Runtime, which uses all cores or the GPU. Large products are cut into blocks, so that
 * one run stays near a second and the thread hears what else there is.
 *
 * The operator is Gemm: ONNX Runtime turns MatMul behind a Transpose into the same kernel (test/bench/matrixProduct.ts), and
 * Gemm adds to an earlier result, which blocks along the inner dimension need.
 */
import assert from 'node:assert/strict';
import { GraphBuilder, Tensor, type Model } from '@regatta/onnx';
import { matrix, type Matrix } from '@regatta/tensor';
import { createSession, type Session, type SessionOptions } from './session.ts';
import type { Provider } from './provider.ts';

export interface MatrixProductOptions extends Pick<SessionOptions, 'provider' | 'threads'> {
  /**
   * Operations of one run at most, two per multiplication and addition. The default takes a slow core a second.
   * @default 2e10
   */
  readonly operationsPerRunMax?: number;
}

export interface ProductOptions {
  /** Use a with rows and columns exchanged. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export interface MatrixProduct {
  readonly provider: Provider;
  /** Why it is another provider than was asked for; null when it is not. */
  readonly fallback: string | null;
  /**
   * a·b in float32, each optionally transposed: [m, k] x [k, n] -> [m, n]. Equal arguments give equal bits on the same
   * provider with the same number of threads.
   */
  multiply(a: Matrix, b: Matrix, options?: ProductOptions): Promise<Matrix>;
  close(): Promise<void>;
}

/** @throws {SessionError} when not even the CPU takes the graph, which would be a fault of this library */
export async function createMatrixProduct(options: MatrixProductOptions = {}): Promise<MatrixProduct> {
  return new GemmProduct(await createSession(productGraph(DISTANCES), options), options);
}

interface Variant {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Does it add to an earlier result? */
  readonly isAdding: boolean;
}

/** The product that distances and scores need: rows of one against rows of the other. */
const DISTANCES: Variant = { transposeA: false, transposeB: true, isAdding: false };

class GemmProduct implements MatrixProduct {
  readonly provider: Provider;
  readonly fallback: string | null;
  readonly #options: MatrixProductOptions;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(first: Session, options: MatrixProductOptions) {
    this.provider = first.provider;
    this.fallback = first.fallback;
    this.#options = { ...options, provider: first.provider };
    this.#sessions.set(keyOf(DISTANCES), Promise.resolve(first));
  }

  async multiply(
    a: Matrix,
    b: Matrix,
    { transposeA = false, transposeB = false }: ProductOptions = {},
  ): Promise<Matrix> {
    const [m, k] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
    const [inner, n] = transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
    assert.equal(k, inner, `Expected [${m}, k] x [k, ${n}], got an inner dimension of ${k} and of ${inner}.`);
    if (m === 0 || n === 0 || k === 0) return matrix(new Float32Array(m * n), m, n);
    const blocks = Math.ceil((2 * m * n * k) / (this.#options.operationsPerRunMax ?? 2e10));
    if (blocks === 1) return this.#gemm({ transposeA, transposeB, isAdding: false }, a, b);
    if (!transposeA) return this.#byRows(a, b, transposeB, Math.ceil(m / blocks));
    if (!transposeB) return this.#byInner(a, b, Math.ceil(k / blocks));
    return transposed(await this.multiply(b, a));
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).close();
  }

  /** A few rows of a make as many rows of the result. */
  async #byRows(a: Matrix, b: Matrix, transposeB: boolean, rows: number): Promise<Matrix> {
    const n = transposeB ? b.rows : b.columns;
    const out = new Float32Array(a.rows * n);
    const variant = { transposeA: false, transposeB, isAdding: false };
    for (let start = 0; start < a.rows; start += rows) {
      const part = await this.#gemm(variant, rowRange(a, start, start + rows), b);
      // Copied, since new memory is entered for the first time more cheaply here than by the threads of a kernel.
      out.set(part.data, start * n);
    }
    return matrix(out, a.rows, n);
  }

  /** aᵀ·b is the sum over blocks of rows of both: no block needs columns, which do not lie together. */
  async #byInner(a: Matrix, b: Matrix, rows: number): Promise<Matrix> {
    const variant = { transposeA: true, transposeB: false };
    let sum = await this.#gemm({ ...variant, isAdding: false }, rowRange(a, 0, rows), rowRange(b, 0, rows));
    for (let start = rows; start < a.rows; start += rows) {
      const [left, right] = [rowRange(a, start, start + rows), rowRange(b, start, start + rows)];
      sum = await this.#gemm({ ...variant, isAdding: true }, left, right, sum);
    }
    return sum;
  }

  async #gemm(variant: Variant, a: Matrix, b: Matrix, c?: Matrix): Promise<Matrix> {
    const session = await this.#session(variant);
    const feeds = { a: toTensor(a), b: toTensor(b), ...(c !== undefined && { c: toTensor(c) }) };
    const { data, shape } = (await session.run(feeds))['product'] as Tensor<'float32'>;
    return matrix(data, shape[0]!, shape[1]!);
  }

  #session(variant: Variant): Promise<Session> {
    const key = keyOf(variant);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = createSession(productGraph(variant), this.#options);
    this.#sessions.set(key, session);
    return session;
  }
}

function productGraph({ transposeA, transposeB, isAdding }: Variant): Model {
  const graph = new GraphBuilder({ name: 'product' });
  const a = graph.input('a', 'float32', transposeA ? ['k', 'm'] : ['m', 'k']);
  const b = graph.input('b', 'float32', transposeB ? ['n', 'k'] : ['k', 'n']);
  const inputs = isAdding ? [a, b, graph.input('c', 'float32', ['m', 'n'])] : [a, b];
  const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
  const [product] = graph.nodes('Gemm', inputs, ['product'], attributes);
  graph.output(product!, 'float32', ['m', 'n']);
  return graph.build();
}

function keyOf({ transposeA, transposeB, isAdding }: Variant): string {
  return [transposeA, transposeB, isAdding].join();
}

function toTensor({ data, rows, columns }: Matrix): Tensor<'float32'> {
  return Tensor.of('float32', [rows, columns], data);
}

/** Rows from `start` up to `end`, or the last one, as a view. */
function rowRange({ data, rows, columns }: Matrix, start: number, end: number): Matrix {
  const last = Math.min(end, rows);
  return matrix(data.subarray(start * columns, last * columns), last - start, columns);
}

function transposed({ data, rows, columns }: Matrix): Matrix {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  return matrix(out, columns, rows);
}
