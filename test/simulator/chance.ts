/** @file All chance of a simulated run: one generator from one seed, so that a run can be had again. */

/** mulberry32 (Tommy Ettinger, 2017): 32 bits of state, good enough to choose faults by. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 4; i++) this.next();
  }

  /** Uniform in [0, 1). */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** Uniform in [low, high), whole. */
  between(low: number, high: number): number {
    return Math.floor(low + this.next() * (high - low));
  }

  /** @throws when there is nothing to choose from */
  of<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('Expected something to choose from, got nothing.');
    return choices[this.between(0, choices.length)]!;
  }
}
