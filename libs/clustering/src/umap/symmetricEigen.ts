/** @file All eigenvectors of a small symmetric matrix. */

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** Shape [m, m]; eigenvector j is column j. */
  readonly vectors: Float64Array;
}

const SWEEPS_MAX = 60;

/** Source: Jacobi (1846), cyclic by rows; Golub and Van Loan, Matrix computations (2013), section 8.5. */
export function symmetricEigen(matrix: Float64Array, m: number): Eigen {
  const A = matrix.slice();
  const V = new Float64Array(m * m);
  for (let i = 0; i < m; i++) V[i * m + i] = 1;
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    let [offDiagonal, all] = [0, 0];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) {
        all += A[i * m + j]! ** 2;
        if (i !== j) offDiagonal += A[i * m + j]! ** 2;
      }
    }
    if (offDiagonal <= 1e-30 * all) break;
    for (let p = 0; p < m; p++) for (let q = p + 1; q < m; q++) rotate(A, V, { p, q, m });
  }
  const order = Array.from({ length: m }, (_, i) => i).sort((i, j) => A[j * m + j]! - A[i * m + i]! || i - j);
  const vectors = new Float64Array(m * m);
  order.forEach((from, to) => {
    for (let i = 0; i < m; i++) vectors[i * m + to] = V[i * m + from]!;
  });
  return { values: Float64Array.from(order, (i) => A[i * m + i]!), vectors };
}

/** Makes A_pq zero. */
function rotate(A: Float64Array, V: Float64Array, { p, q, m }: { p: number; q: number; m: number }): void {
  const apq = A[p * m + q]!;
  if (apq === 0) return;
  const theta = (A[q * m + q]! - A[p * m + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  turn(A, { x: p, y: q, step: m, m, c, s });
  turn(A, { x: p * m, y: q * m, step: 1, m, c, s });
  turn(V, { x: p, y: q, step: m, m, c, s });
}

/** (x, y) <- (c x - s y, s x + c y), for two rows or two columns. */
function turn(
  A: Float64Array,
  { x, y, step, m, c, s }: { x: number; y: number; step: number; m: number; c: number; s: number },
): void {
  for (let i = 0; i < m; i++, x += step, y += step) {
    const [u, v] = [A[x]!, A[y]!];
    A[x] = c * u - s * v;
    A[y] = s * u + c * v;
  }
}
