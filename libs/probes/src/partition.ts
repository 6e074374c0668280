/**
 * @file What lets many training sets share one pass: rows that belong to the same sets form a part, each row is in one
 * part, and the k nearest of a set are among the k nearest of its parts. Budgets and draws of one pool overlap a lot.
 */

/** A set of training rows that is searched for neighbours. */
export interface SearchedSet {
  /** Rows of the training matrix, ascending. */
  readonly rows: Int32Array;
  /** Neighbours wanted. */
  readonly k: number;
}

export interface Part {
  /** Rows of the training matrix, ascending. */
  readonly rows: Int32Array;
  /** The sets that hold all of these rows. */
  readonly sets: readonly number[];
  /** The most neighbours of one of them that lie here, as a rule. */
  readonly kLikely: number;
}

/** The parts of the rows that are in any set. */
export function partition(sets: readonly SearchedSet[], rows: number): Part[] {
  // Each set splits every class of rows made by the sets before it in two at most.
  const ids = new Int32Array(rows);
  const members: number[][] = [[]];
  for (const [set, { rows: own }] of sets.entries()) {
    const split = new Map<number, number>();
    for (const row of own) {
      const id = ids[row]!;
      let to = split.get(id);
      if (to === undefined) {
        to = members.push([...members[id]!, set]) - 1;
        split.set(id, to);
      }
      ids[row] = to;
    }
  }
  const rowsOf = members.map((): number[] => []);
  ids.forEach((id, row) => rowsOf[id]!.push(row));
  return members.flatMap((own, id) => {
    const count = rowsOf[id]!.length;
    if (own.length === 0 || count === 0) return [];
    const kLikely = Math.max(...own.map((set) => likelyOf(sets[set]!, count)));
    return [{ rows: Int32Array.from(rowsOf[id]!), sets: own, kLikely }];
  });
}

/** Draws are random, so a part has its share of a set's k nearest, and rarely more than four deviations above it. */
function likelyOf({ rows, k }: SearchedSet, count: number): number {
  const mean = (k * count) / rows.length;
  return Math.min(k, Math.ceil(mean + 4 * Math.sqrt(mean)));
}
