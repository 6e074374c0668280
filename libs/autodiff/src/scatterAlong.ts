/** @file Adds slices of a tensor into zeros, at places known beforehand, along one axis. */
import { Tensor, type ValueName } from '@regatta/onnx';
import type { Ops } from './ops.ts';

/**
 * The transpose of "take these places along an axis": slice i of x is added to slice `places[i]` of zeros.
 * @param length of the axis in the result
 */
export function scatterAlong(g: Ops, x: ValueName, axis: number, places: readonly number[], length: number): ValueName {
  const shape = g.shapeOf(x);
  const indices = g.graph.constant(
    Tensor.of(
      'int64',
      shape.map((n, i) => (i === axis ? n : 1)),
      places,
    ),
    'gradient/places',
  );
  return scatterAdd(g, { into: shape.with(axis, length), indices: g.expand(indices, shape), x, axis });
}

/**
 * Adds each element of x to zeros of shape `into`, at its own index along the axis. The kernel works through the elements one
 * after the other, so that equal inputs give equal bits.
 */
export function scatterAdd(
  g: Ops,
  { into, indices, x, axis }: { into: readonly number[]; indices: ValueName; x: ValueName; axis: number },
): ValueName {
  return g.node('ScatterElements', [g.zeros(into, x), indices, x], { axis, reduction: 'add' });
}
