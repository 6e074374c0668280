/** @file Weighted graphs by rows (CSR), and what UMAP asks of them. */

export interface SparseGraph {
  readonly n: number;
  /** Where the entries of each row start; length n + 1. */
  readonly starts: Int32Array;
  /** Ascending within a row. */
  readonly columns: Int32Array;
  readonly weights: Float64Array;
}

/** The entries whose weight fulfils a condition. */
export function filterGraph(graph: SparseGraph, isKept: (weight: number) => boolean): SparseGraph {
  const { n, starts, columns, weights } = graph;
  const kept = new SparseGraphBuilder(n, columns.length);
  for (let i = 0; i < n; i++) {
    for (let at = starts[i]!; at < starts[i + 1]!; at++) if (isKept(weights[at]!)) kept.add(columns[at]!, weights[at]!);
    kept.endRow();
  }
  return kept.build();
}

/** The rows of one component among themselves. @param rows ascending */
export function subgraph({ starts, columns, weights, n }: SparseGraph, rows: Int32Array): SparseGraph {
  const positions = new Int32Array(n).fill(-1);
  rows.forEach((row, position) => (positions[row] = position));
  const out = new SparseGraphBuilder(rows.length, columns.length);
  for (const row of rows) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const position = positions[columns[at]!]!;
      if (position >= 0) out.add(position, weights[at]!);
    }
    out.endRow();
  }
  return out.build();
}

/** Component of each row of a symmetric graph, numbered by their lowest rows. */
export function components({ n, starts, columns }: SparseGraph): { count: number; ofRow: Int32Array } {
  const ofRow = new Int32Array(n).fill(-1);
  const stack: number[] = [];
  let count = 0;
  for (let first = 0; first < n; first++) {
    if (ofRow[first]! >= 0) continue;
    ofRow[first] = count;
    stack.push(first);
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        const next = columns[at]!;
        if (ofRow[next]! >= 0) continue;
        ofRow[next] = count;
        stack.push(next);
      }
    }
    count++;
  }
  return { count, ofRow };
}

/** Builds a graph row by row. */
export class SparseGraphBuilder {
  readonly #starts: Int32Array;
  readonly #columns: Int32Array;
  readonly #weights: Float64Array;
  #row = 0;
  #count = 0;

  constructor(n: number, entriesMax: number) {
    this.#starts = new Int32Array(n + 1);
    this.#columns = new Int32Array(entriesMax);
    this.#weights = new Float64Array(entriesMax);
  }

  /** Adds an entry to the current row; columns ascending. */
  add(column: number, weight: number): void {
    this.#columns[this.#count] = column;
    this.#weights[this.#count++] = weight;
  }

  endRow(): void {
    this.#starts[++this.#row] = this.#count;
  }

  build(): SparseGraph {
    return {
      n: this.#starts.length - 1,
      starts: this.#starts,
      columns: this.#columns.slice(0, this.#count),
      weights: this.#weights.slice(0, this.#count),
    };
  }
}
