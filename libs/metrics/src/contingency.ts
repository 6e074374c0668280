/** @file How the rows of two labelings meet: all that a comparison of clusterings looks at. */
import { expectLabelNumbers, expectSameLength, expectSome } from './check.ts';

/** Two labelings of the same rows. Labels are names: any whole numbers, with gaps, also negative. */
export interface Labelings {
  readonly truth: ArrayLike<number>;
  readonly prediction: ArrayLike<number>;
}

export interface Contingency {
  readonly n: number;
  /** Rows per label of the truth, and of the prediction. */
  readonly truthSizes: Float64Array;
  readonly predictionSizes: Float64Array;
  /** The pairs of labels that share rows, as positions in the sizes, and how many rows they share. */
  readonly cells: readonly { readonly truth: number; readonly prediction: number; readonly rows: number }[];
}

/** @throws {InputError} no row, another number of labels, or a label that is not a whole number */
export function contingency({ truth, prediction }: Labelings): Contingency {
  expectSameLength('truth and prediction', truth, prediction);
  expectSome('labels', truth);
  const left = positionsOf('the truth', truth);
  const right = positionsOf('the prediction', prediction);
  const width = right.sizes.length;
  const rowsOfCell = new Map<number, number>();
  for (let i = 0; i < truth.length; i++) {
    const cell = left.positions[i]! * width + right.positions[i]!;
    rowsOfCell.set(cell, (rowsOfCell.get(cell) ?? 0) + 1);
  }
  // In order of labels, so that sums over cells do not depend on the order of rows.
  const cells = [...rowsOfCell].sort(([a], [b]) => a - b);
  return {
    n: truth.length,
    truthSizes: left.sizes,
    predictionSizes: right.sizes,
    cells: cells.map(([cell, rows]) => ({ truth: Math.floor(cell / width), prediction: cell % width, rows })),
  };
}

/** Labels as positions among the ascending distinct ones, and rows of each. */
function positionsOf(what: string, labels: ArrayLike<number>): { positions: Int32Array; sizes: Float64Array } {
  expectLabelNumbers(what, labels);
  const distinct = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const positionOf = new Map(distinct.map((label, position) => [label, position]));
  const positions = Int32Array.from(labels, (label) => positionOf.get(label)!);
  const sizes = new Float64Array(distinct.length);
  for (const position of positions) sizes[position]!++;
  return { positions, sizes };
}
