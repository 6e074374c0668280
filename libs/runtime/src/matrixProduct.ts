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
    const out = matrix(new Float32Array(m * n), m, n);
    if (m === 0 || n === 0 || k === 0) return out;
    const blocks = Math.ceil((2 * m * n * k) / (this.#options.operationsPerRunMax ?? 2e10));
    if (blocks === 1) await this.#gemm({ transposeA, transposeB, isAdding: false }, a, b, out);
    else if (!transposeA) await this.#byRows(a, b, transposeB, out, Math.ceil(m / blocks));
    else if (!transposeB) await this.#byInner(a, b, out, Math.ceil(k / blocks));
    else return transposed(await this.multiply(b, a));
    return out;
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).close();
  }

  /** A few rows of a make as many rows of the result. */
  async #byRows(a: Matrix, b: Matrix, transposeB: boolean, out: Matrix, rows: number): Promise<void> {
    for (let start = 0; start < a.rows; start += rows) {
      const end = Math.min(start + rows, a.rows);
      await this.#gemm(
        { transposeA: false, transposeB, isAdding: false },
        rowRange(a, start, end),
        b,
        rowRange(out, start, end),
      );
    }
  }

  /** aᵀ·b is the sum over blocks of rows of both: no block needs columns, which do not lie together. */
  async #byInner(a: Matrix, b: Matrix, out: Matrix, rows: number): Promise<void> {
    for (let start = 0; start < a.rows; start += rows) {
      const end = Math.min(start + rows, a.rows);
      const variant = { transposeA: true, transposeB: false, isAdding: start > 0 };
      await this.#gemm(variant, rowRange(a, start, end), rowRange(b, start, end), out);
    }
  }

  async #gemm(variant: Variant, a: Matrix, b: Matrix, out: Matrix): Promise<void> {
    const session = await this.#session(variant);
    const feeds = { a: toTensor(a), b: toTensor(b), ...(variant.isAdding && { c: toTensor(out) }) };
    // A graph may not read and write the same memory: what is added to comes back in memory of its own.
    if (variant.isAdding) out.data.set((await session.run(feeds))['product']!.data as Float32Array);
    else await session.run(feeds, { product: toTensor(out) });
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

/** Rows as a view. */
function rowRange({ data, columns }: Matrix, start: number, end: number): Matrix {
  return matrix(data.subarray(start * columns, end * columns), end - start, columns);
}

function transposed({ data, rows, columns }: Matrix): Matrix {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  return matrix(out, columns, rows);
}
