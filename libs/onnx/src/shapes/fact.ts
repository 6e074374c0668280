/** @file What is known about a value before anything runs: type, shape, and the elements of small tensors that hold shapes. */
import type { DataType } from '../dataType.ts';
import type { Dimension, Shape } from '../model.ts';
import type { Tensor } from '../tensor.ts';

export interface Fact {
  readonly dtype: DataType;
  /** null: not even the number of dimensions is known. */
  readonly shape: Shape | null;
  /**
   * Row-major elements of a small tensor; booleans are 0 and 1, null is unknown, a symbol stands for its length. Present
   * only where the whole shape is known.
   */
  readonly elements?: readonly Dimension[];
}

export interface ShapedFact extends Fact {
  readonly shape: Shape;
}

/** Is at least the number of dimensions known? */
export function hasShape(of: Fact | undefined): of is ShapedFact {
  return of !== undefined && of.shape !== null;
}

/** Larger tensors hold data, not shapes; their elements are not followed. */
export const ELEMENTS_MAX = 1024;

export function factOf(tensor: Tensor): Fact {
  const { dtype, shape } = tensor;
  const isSmall = tensor.size <= ELEMENTS_MAX && tensor.external === null && FOLLOWED.has(dtype);
  return { dtype, shape, ...(isSmall && { elements: tensor.numbers() }) };
}

/** Types of shapes, indices, conditions and scale factors. */
const FOLLOWED: ReadonlySet<DataType> = new Set<DataType>([
  'int64',
  'int32',
  'bool',
  'float32',
  'float64',
  'uint8',
  'int8',
]);

/** A fact with elements where they are few and of a type worth following. */
export function fact(dtype: DataType, shape: Shape | null, elements?: readonly Dimension[]): Fact {
  const isKept = elements !== undefined && elements.length <= ELEMENTS_MAX && FOLLOWED.has(dtype);
  return { dtype, shape, ...(isKept && { elements }) };
}

/** A shape without symbols and unknowns; null otherwise. */
export function fixed(shape: Shape | null | undefined): readonly number[] | null {
  return shape?.every((length) => typeof length === 'number') ? shape : null;
}

/** Elements that are all numbers; null otherwise. */
export function numbers(value: Fact | undefined): readonly number[] | null {
  return fixed(value?.elements);
}
