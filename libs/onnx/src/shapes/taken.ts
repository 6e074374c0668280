/** @file Elements that are taken from a small tensor at known places. */
import type { Shape } from '../model.ts';
import { fact, fixed, type Fact } from './fact.ts';
import { sizeOf } from './indices.ts';

/** Elements of the input at computed places, where all is fixed. */
export function taken(
  data: Fact,
  shape: Shape,
  places: (from: readonly number[], out: readonly number[]) => number[],
): Fact {
  const [from, out] = [fixed(data.shape), fixed(shape)];
  const { elements } = data;
  const isKnown = elements !== undefined && from !== null && out !== null && sizeOf(out) <= elements.length * 64;
  return fact(data.dtype, shape, isKnown ? places(from, out).map((place) => elements[place]!) : undefined);
}

/** A shape of which only the number of dimensions is known, from the shape of the tensor that holds it. */
export function shapeOfRank(target: Fact | undefined): Shape | null {
  const rank = target?.shape?.[0];
  return typeof rank === 'number' ? new Array<null>(rank).fill(null) : null;
}
