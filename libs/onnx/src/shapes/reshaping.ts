/** @file Operators that give the same elements, in the same order, another shape. */
import type { Dimension, Shape } from '../model.ts';
import { fromFront, product } from './dimension.ts';
import { fact, hasShape, numbers, type Fact } from './fact.ts';
import { sizeOf } from './indices.ts';
import type { NodeView, ShapeRules } from './nodeView.ts';
import { shapeOfRank } from './taken.ts';

export const RESHAPING: ShapeRules = {
  Reshape: (node) => {
    const data = node.input(0);
    const target = node.input(1)?.elements;
    if (data === undefined) return [];
    if (target === undefined) return [fact(data.dtype, shapeOfRank(node.input(1)))];
    const keepsZero = node.opset >= 14 && node.attributes('Reshape').allowzero === 1;
    return [renamed(data, reshape(node, data.shape, target, keepsZero))];
  },
  Flatten: (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data && fact(data.dtype, [null, null])];
    const axis = fromFront(node.attributes('Flatten').axis, data.shape.length);
    return [renamed(data, [product(data.shape.slice(0, axis)), product(data.shape.slice(axis))])];
  },
  Squeeze: (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data];
    const { shape } = data;
    const asked = axesOf(node, 'Squeeze');
    if (asked === null) return [fact(data.dtype, null)];
    // Without axes every length of 1 goes, which an unknown length may be.
    if (asked === undefined && shape.some((length) => typeof length !== 'number')) return [fact(data.dtype, null)];
    const axes = asked?.map((axis) => fromFront(axis, shape.length)) ?? shape.flatMap((n, i) => (n === 1 ? [i] : []));
    const wrong = axes.find((axis) => typeof shape[axis] === 'number' && shape[axis] !== 1);
    if (wrong !== undefined) throw node.fault(`dimension ${wrong} cannot be squeezed: it is not 1`);
    return [
      renamed(
        data,
        shape.filter((_, i) => !axes.includes(i)),
      ),
    ];
  },
  Unsqueeze: (node) => {
    const data = node.input(0);
    const asked = axesOf(node, 'Unsqueeze');
    if (!hasShape(data) || asked === undefined || asked === null) return [data && fact(data.dtype, null)];
    const rank = data.shape.length + asked.length;
    const axes = new Set(asked.map((axis) => fromFront(axis, rank)));
    const rest = [...data.shape];
    return [
      renamed(
        data,
        Array.from({ length: rank }, (_, i) => (axes.has(i) ? 1 : rest.shift()!)),
      ),
    ];
  },
};

/** The same elements under another shape. */
function renamed(data: Fact, shape: Shape): Fact {
  return fact(data.dtype, shape, data.elements);
}

/** undefined: not given; null: not known. */
function axesOf(node: NodeView, op: 'Squeeze' | 'Unsqueeze'): readonly number[] | undefined | null {
  if (node.opset < 13) return node.attributes(op).axes;
  return node.has(1) ? numbers(node.input(1)) : undefined;
}

function reshape(node: NodeView, from: Shape | null, target: readonly Dimension[], keepsZero: boolean): Dimension[] {
  const shape = target.map((length, i) => (length === 0 && !keepsZero ? (from?.[i] ?? null) : length));
  const open = shape.indexOf(-1);
  const total = from === null ? null : product(from);
  if (open < 0) {
    const asked = product(shape);
    if (typeof total === 'number' && typeof asked === 'number' && total !== asked) {
      throw node.fault(`${total} elements do not fit [${target.join(', ')}]`);
    }
    return shape;
  }
  const others = shape.filter((_, i) => i !== open);
  return shape.with(open, from === null ? null : quotient(node, from, others));
}

/** The product of some lengths divided by that of others, symbols cancelled. */
function quotient(node: NodeView, over: Shape, under: Shape): Dimension {
  const symbols = over.filter((length) => typeof length !== 'number');
  for (const length of under) {
    if (typeof length === 'number') continue;
    const at = symbols.indexOf(length);
    if (length === null || at < 0) return null;
    symbols.splice(at, 1);
  }
  const size = (lengths: Shape) => sizeOf(lengths.filter((length) => typeof length === 'number'));
  const [all, part] = [size(over), size(under)];
  if (symbols.length === 0) {
    if (part === 0 || all % part !== 0) throw node.fault(`its elements cannot be shared out over -1`);
    return all / part;
  }
  return symbols.length === 1 && all === part ? symbols[0]! : null;
}
