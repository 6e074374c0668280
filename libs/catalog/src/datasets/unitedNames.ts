/** @file Names that mean the same thing, found out pair by pair: one patient under two numbers, copies of one image. */

export class UnitedNames {
  readonly #parents = new Map<string, string>();

  /** From now on both are one. */
  unite(a: string, b: string): void {
    const [first, second] = [this.nameOf(a), this.nameOf(b)].sort() as [string, string];
    if (first !== second) this.#parents.set(second, first);
  }

  /** The first, in order of their letters, of all that were united with it. */
  nameOf(name: string): string {
    let root = name;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    // Shortens the way for the next question.
    if (root !== name) this.#parents.set(name, root);
    return root;
  }
}
