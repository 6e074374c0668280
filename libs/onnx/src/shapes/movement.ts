/** @file Operators that move or repeat elements. */
import type { Dimension, Shape } from '../model.ts';
import { broadcast, times } from './dimension.ts';
import { fact, hasShape, type Fact } from './fact.ts';
import { alignedIndices, stridesOf, walk } from './indices.ts';
import type { ShapeRules } from './nodeView.ts';
import { shapeOfRank, taken } from './taken.ts';

export const MOVEMENT: ShapeRules = {
  Transpose: (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data];
    const { shape } = data;
    const perm = node.attributes('Transpose').perm ?? shape.map((_, i) => shape.length - 1 - i);
    if (perm.length !== shape.length) throw node.fault(`perm [${perm.join(', ')}] is of another rank`);
    return [
      taken(
        data,
        perm.map((axis) => shape[axis]!),
        (from, out) =>
          walk(
            out,
            perm.map((axis) => stridesOf(from)[axis]!),
          ),
      ),
    ];
  },
  Expand: (node) => {
    const data = node.input(0);
    const target = node.input(1)?.elements;
    if (!hasShape(data) || target === undefined) return [data && fact(data.dtype, shapeOfRank(node.input(1)))];
    const shape = broadcast([data.shape, target]);
    if (shape === undefined) throw node.fault(`the shape does not expand to [${target.join(', ')}]`);
    return [taken(data, shape, (from, out) => alignedIndices(from, out))];
  },
  Tile: (node) => {
    const data = node.input(0);
    const repeats = node.input(1)?.elements;
    if (!hasShape(data)) return [data];
    return [
      fact(
        data.dtype,
        data.shape.map((length, i) => times(length, repeats?.[i] ?? null)),
      ),
    ];
  },
  DepthToSpace: (node) => [blocks(node.input(0), node.attributes('DepthToSpace').blocksize, 'to space')],
  SpaceToDepth: (node) => [blocks(node.input(0), node.attributes('SpaceToDepth').blocksize, 'to depth')],
};

function blocks(data: Fact | undefined, size: number, direction: 'to space' | 'to depth'): Fact | undefined {
  if (!hasShape(data) || data.shape.length !== 4) return data;
  const [n, c, h, w] = data.shape as [Dimension, Dimension, Dimension, Dimension];
  const over = (length: Dimension, by: number) => (typeof length === 'number' ? length / by : null);
  const shape: Shape =
    direction === 'to space'
      ? [n, over(c, size * size), times(h, size), times(w, size)]
      : [n, times(c, size * size), over(h, size), over(w, size)];
  return fact(data.dtype, shape);
}
