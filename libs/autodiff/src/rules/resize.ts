/** @file Resize is linear in the image: per axis a product with a matrix, and back with its transpose. */
import type { ValueName } from '@regatta/onnx';
import type { Ops } from '../ops.ts';
import { resizeWeights, type ResizeMode } from '../resizeWeights.ts';
import { fromFront, type RuleTable, type Site } from '../rule.ts';

export const RESIZE = {
  Resize: (at) => [() => resizeBack(at)],
} satisfies RuleTable;

function resizeBack(at: Site<'Resize'>): ValueName {
  const { g, dY, X, attributes } = at;
  const shape = g.shapeOf(X);
  const mode: ResizeMode = {
    mode: attributes.mode,
    coordinates: attributes.coordinate_transformation_mode ?? 'asymmetric',
    nearest: attributes.nearest_mode ?? 'floor',
    cubicA: attributes.cubic_coeff_a ?? -0.75,
    excludeOutside: attributes.exclude_outside === 1,
    antialias: attributes.antialias === 1,
  };
  const axes = attributes.axes?.map((axis) => fromFront(axis, shape.length)) ?? [...shape.keys()];
  const scales = at.has(2) && !at.has(3) ? at.numbers(2) : null;
  try {
    return axes.reduce((gradient, axis, i) => {
      const [from, to] = [shape[axis]!, g.shapeOf(dY)[axis]!];
      const weights = resizeWeights({ from, to, scale: scales?.[i] ?? to / from }, mode);
      return isIdentity(weights, from, to) ? gradient : alongAxis(g, gradient, axis, weights, { from, to });
    }, dY);
  } catch (error) {
    if (error instanceof RangeError) throw at.fault(error.message);
    throw error;
  }
}

function isIdentity(weights: Float32Array, from: number, to: number): boolean {
  return from === to && weights.every((weight, i) => weight === Number(i % (from + 1) === 0));
}

/** Brings the axis to the end, multiplies by [to, from], and brings it back. */
function alongAxis(
  g: Ops,
  x: ValueName,
  axis: number,
  weights: Float32Array,
  { from, to }: { from: number; to: number },
): ValueName {
  const rank = g.rankOf(x);
  const perm = [...Array(rank).keys()].filter((i) => i !== axis).concat(axis);
  const matrix = g.table([to, from], weights, x);
  const product = g.matMul(g.transpose(x, perm), matrix);
  return g.transpose(
    product,
    [...Array(rank).keys()].map((i) => perm.indexOf(i)),
  );
}
