/** @file The fuzzy union of all rows' views of their neighbours: a symmetric graph of memberships. */
import type { Neighbours } from './neighbourGraph.ts';
import { membership, type Scales } from './smoothDistances.ts';
import { SparseGraphBuilder, type SparseGraph } from './sparseGraph.ts';

/**
 * v + vᵀ - v∘vᵀ for v_ij = exp(-max(0, d_ij - rho_i) / sigma_i), v_ii = 0.
 * Source: McInnes, Healy and Melville, UMAP (2018), algorithm 2. Equals umap-learn's with `set_op_mix_ratio` 1.
 */
export function fuzzyGraph(neighbours: Neighbours, scales: Scales): SparseGraph {
  const own = memberships(neighbours, scales);
  const { n, k } = own;
  const theirs = transposed(own);
  const out = new SparseGraphBuilder(n, 2 * n * k);
  const fromOwn = new Float64Array(n);
  const fromTheirs = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const columns = new Set<number>();
    for (let at = i * k; at < (i + 1) * k; at++) {
      fromOwn[own.rows[at]!] = own.values[at]!;
      columns.add(own.rows[at]!);
    }
    for (let at = theirs.starts[i]!; at < theirs.starts[i + 1]!; at++) {
      fromTheirs[theirs.rows[at]!] = theirs.values[at]!;
      columns.add(theirs.rows[at]!);
    }
    for (const j of Int32Array.from(columns).sort()) {
      const [a, b] = [fromOwn[j]!, fromTheirs[j]!];
      if (a > 0 || b > 0) out.add(j, a + b - a * b);
      fromOwn[j] = fromTheirs[j] = 0;
    }
    out.endRow();
  }
  return out.build();
}

interface Memberships {
  readonly n: number;
  readonly k: number;
  /** Shape [n, k]. */
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

function memberships({ k, rows, distances }: Neighbours, { rhos, sigmas }: Scales): Memberships {
  const values = Float64Array.from(distances, (distance, at) => {
    const row = Math.floor(at / k);
    // Float32, as in umap-learn: what is 0 there is no edge here.
    return rows[at] === row ? 0 : Math.fround(membership(distance, rhos[row]!, sigmas[row]!));
  });
  return { n: rhos.length, k, rows, values };
}

/** For each row, who has it as a neighbour, ascending. */
function transposed({ n, k, rows, values }: Memberships): {
  starts: Int32Array;
  rows: Int32Array;
  values: Float64Array;
} {
  const starts = new Int32Array(n + 1);
  for (const row of rows) starts[row + 1]!++;
  for (let i = 0; i < n; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const outRows = new Int32Array(rows.length);
  const outValues = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const to = next[rows[at]!]!++;
    outRows[to] = Math.floor(at / k);
    outValues[to] = values[at]!;
  }
  return { starts, rows: outRows, values: outValues };
}
