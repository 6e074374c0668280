/** @file Which things belong together when pairs of them do (union-find, with path halving). */

export class DisjointSets {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The smallest member of a thing's set. */
  find(thing: number): number {
    const parent = this.#parent;
    while (parent[thing]! !== thing) thing = parent[thing] = parent[parent[thing]!]!;
    return thing;
  }

  /** @returns false when both were in one set already */
  unite(a: number, b: number): boolean {
    const [first, second] = [this.find(a), this.find(b)];
    if (first === second) return false;
    this.#parent[Math.max(first, second)] = Math.min(first, second);
    return true;
  }

  /** The sets of at least two, each ascending, in the order of their first members. */
  sets(): number[][] {
    const members = new Map<number, number[]>();
    for (let i = 0; i < this.#parent.length; i++) {
      const first = this.find(i);
      if (first === i) continue;
      const set = members.get(first);
      if (set) set.push(i);
      else members.set(first, [first, i]);
    }
    return [...members].sort(([a], [b]) => a - b).map(([, set]) => set);
  }
}
