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
import { dot, getColumns, setColumns } from './vectors.ts';

const LIFTS = [1e-12, 1e-9, 1e-6, 1e-3];
/** From this many rows on the inverse is applied in float32: as a preconditioner it need not be exact. */
const FLOAT32_FROM = 256;

export class CurvatureInverse {
  readonly #engine: ProbeEngine;
  readonly #rows: number;
  readonly #dtype: 'float32' | 'float64';
  readonly #inverse: Tensor;
  #side: Tensor | null = null;

  private constructor(engine: ProbeEngine, { data, rows }: Matrix64) {
    this.#engine = engine;
    this.#rows = rows;
    this.#dtype = rows >= FLOAT32_FROM ? 'float32' : 'float64';
    this.#inverse =
      this.#dtype === 'float32'
        ? Tensor.of('float32', [rows, rows], new Float32Array(data))
        : Tensor.of('float64', [rows, rows], data);
  }

  /** @param M shape [r + 1, r + 1] @returns null when no lift makes the matrix definite */
  static async of(engine: ProbeEngine, M: Matrix64, penalty: number): Promise<CurvatureInverse | null> {
    const n = M.rows;
    const diagonal = Float64Array.from({ length: n }, (_, i) => M.data[i * n + i]!);
    const largest = Math.max(...diagonal);
    for (const lift of LIFTS) {
      const data = M.data.slice();
      diagonal.forEach((x, i) => (data[i * n + i] = x + lift * largest + (i < n - 1 ? penalty : 0)));
      const inverse = await spdInverse(engine, { data, rows: n, columns: n });
      if (inverse !== null && Number.isFinite(dot(inverse.data, inverse.data)))
        return new CurvatureInverse(engine, inverse);
    }
    return null;
  }

  /** Overwrites each vector v, of shape [r + 1, c], with H0·v, in one product. */
  async applyTo(vectors: readonly Float32Array[]): Promise<void> {
    const c = vectors[0]!.length / this.#rows;
    const width = c * vectors.length;
    const b = this.#sideOf(width);
    const side = b.data as Float64Array;
    vectors.forEach((v, k) => setColumns(side, width, v, { column: k * c, width: c }));
    const graph = this.#dtype === 'float32' ? 'product32' : 'product64';
    const { product } = await this.#engine.run(graph, { a: this.#inverse, b });
    const out = product!.data as Float64Array;
    vectors.forEach((v, k) => getColumns(v, out, width, { column: k * c, width: c }));
  }

  /** Memory for vectors side by side, that every call writes again. */
  #sideOf(width: number): Tensor {
    if (this.#side?.shape[1] === width) return this.#side;
    const shape = [this.#rows, width];
    const length = this.#rows * width;
    return (this.#side =
      this.#dtype === 'float32'
        ? Tensor.of('float32', shape, new Float32Array(length))
        : Tensor.of('float64', shape, new Float64Array(length)));
  }
}
