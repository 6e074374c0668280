/**
 * @file The preconditioner: the inverse of the loss's average curvature plus the penalty, applied to every class alike.
 *   H0 = (M + diag(λ, ..., λ, 0))⁻¹,  M = [X, 1]ᵀ diag(w) [X, 1]
 * The intercept is not penalised. M may be singular to the accuracy it was computed in; a small multiple of its largest
 * diagonal entry then makes it definite, which slows the optimiser down in those directions and changes no result.
 */
import { Tensor } from '@regatta/onnx';
import type { ProbeEngine } from './engine.ts';
import type { Matrix64 } from './float64.ts';
import { spdInverse } from './spdInverse.ts';

const LIFTS = [1e-12, 1e-9, 1e-6, 1e-3];
/** From this many rows on the inverse is applied in float32: as a preconditioner it need not be exact. */
const FLOAT32_FROM = 256;

export class CurvatureInverse {
  readonly #engine: ProbeEngine;
  readonly #size: number;
  readonly #inverse: Tensor;
  readonly #isFloat32: boolean;

  private constructor(engine: ProbeEngine, { data, rows }: Matrix64) {
    this.#engine = engine;
    this.#size = rows;
    this.#isFloat32 = rows >= FLOAT32_FROM;
    this.#inverse = this.#isFloat32
      ? Tensor.of('float32', [rows, rows], Float32Array.from(data))
      : Tensor.of('float64', [rows, rows], data);
  }

  /** @param M shape [r + 1, r + 1] @returns null when no lift makes the matrix definite */
  static async of(engine: ProbeEngine, M: Matrix64, penalty: number): Promise<CurvatureInverse | null> {
    const n = M.rows;
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, M.data[i * n + i]!);
    for (const lift of LIFTS) {
      const data = Float64Array.from(M.data);
      for (let i = 0; i < n; i++) data[i * n + i]! += lift * largest + (i < n - 1 ? penalty : 0);
      const inverse = await spdInverse(engine, { data, rows: n, columns: n });
      if (inverse?.data.every(Number.isFinite) === true) return new CurvatureInverse(engine, inverse);
    }
    return null;
  }

  /** H0·v for each vector of shape [r + 1, c], in one product. */
  async apply(vectors: readonly Float64Array[]): Promise<Float64Array[]> {
    const n = this.#size;
    const c = vectors[0]!.length / n;
    const width = c * vectors.length;
    const side = new (this.#isFloat32 ? Float32Array : Float64Array)(n * width);
    vectors.forEach((v, k) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < c; j++) side[i * width + k * c + j] = v[i * c + j]!;
    });
    const dtype = this.#isFloat32 ? 'float32' : 'float64';
    const b = Tensor.of(dtype, [n, width], side as Float32Array & Float64Array);
    const feeds = { a: this.#inverse, b };
    const { product } = await this.#engine.run(this.#isFloat32 ? 'product32' : 'product64', feeds);
    const out = product!.data as Float64Array;
    return vectors.map((_, k) => {
      const own = new Float64Array(n * c);
      for (let i = 0; i < n; i++) for (let j = 0; j < c; j++) own[i * c + j] = out[i * width + k * c + j]!;
      return own;
    });
  }
}
