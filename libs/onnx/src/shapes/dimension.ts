/** @file Arithmetic of lengths, some of which are symbols or unknown. */
import type { Dimension, Shape } from '../model.ts';

export function times(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a === 0 || b === 0) return 0;
  if (a === 1) return b;
  return b === 1 ? a : null;
}

export function plus(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a === 0) return b;
  return b === 0 ? a : null;
}

export function product(lengths: Shape): Dimension {
  return lengths.reduce<Dimension>(times, 1);
}

/** What is known from two statements about one length. Numbers say more than symbols; of two symbols the first stays. */
export function narrower(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' || b === null) return a;
  return typeof b === 'number' || a === null ? b : a;
}

/** Are these surely different lengths? */
export function contradict(a: Dimension, b: Dimension): boolean {
  return typeof a === 'number' && typeof b === 'number' && a !== b;
}

/** The shape of an element-wise result (multidirectional broadcasting); undefined when the shapes do not go together. */
export function broadcast(shapes: readonly Shape[]): Dimension[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const out: Dimension[] = [];
  for (let i = 0; i < rank; i++) {
    // Shapes are aligned at their ends; what is missing in front is 1.
    const lengths = shapes.map((shape) => shape[i - (rank - shape.length)] ?? (i < rank - shape.length ? 1 : null));
    const length = broadcastLength(lengths);
    if (length === undefined) return undefined;
    out.push(length);
  }
  return out;
}

function broadcastLength(lengths: readonly Dimension[]): Dimension | undefined {
  const others = [...new Set(lengths.filter((length) => length !== 1))];
  const numbers = others.filter((length) => typeof length === 'number');
  if (numbers.length > 1) return undefined;
  // A length above 1 decides: a symbol beside it is either the same or 1.
  if (numbers.length === 1) return numbers[0];
  if (others.length === 0) return 1;
  return others.length === 1 ? others[0] : null;
}

/** `axis` counted from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
