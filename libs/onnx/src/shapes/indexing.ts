/** @file Operators that pick elements by index, or put them there. */
import type { Dimension } from '../model.ts';
import { fromFront } from './dimension.ts';
import { likeFirst } from './elementwise.ts';
import { fact, fixed, numbers, hasShape, type Fact } from './fact.ts';
import { sizeOf } from './indices.ts';
import type { ShapeRules } from './nodeView.ts';

export const INDEXING: ShapeRules = {
  Gather: (node) => {
    const [data, indices] = [node.input(0), node.input(1)];
    if (!hasShape(data) || !hasShape(indices)) return [data && fact(data.dtype, null)];
    const axis = fromFront(node.attributes('Gather').axis, data.shape.length);
    const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
    return [fact(data.dtype, shape, gatherElements(data, axis, indices))];
  },
  GatherElements: (node) => {
    const [data, indices] = [node.input(0), node.input(1)];
    return [data && fact(data.dtype, indices?.shape ?? null)];
  },
  GatherND: (node) => {
    const [data, indices] = [node.input(0), node.input(1)];
    if (!hasShape(data) || !hasShape(indices)) return [data && fact(data.dtype, null)];
    const batch = node.opset >= 12 ? node.attributes('GatherND').batch_dims! : 0;
    const depth = indices.shape.at(-1);
    if (typeof depth !== 'number') return [fact(data.dtype, null)];
    return [fact(data.dtype, [...indices.shape.slice(0, -1), ...data.shape.slice(batch + depth)])];
  },
  ScatterElements: likeFirst,
  Scatter: likeFirst,
  ScatterND: likeFirst,
  OneHot: (node) => {
    const [indices, depth, values] = [node.input(0), node.input(1), node.input(2)];
    if (!hasShape(indices) || values === undefined) return [values && fact(values.dtype, null)];
    const axis = fromFront(node.attributes('OneHot').axis, indices.shape.length + 1);
    return [fact(values.dtype, indices.shape.toSpliced(axis, 0, depth?.elements?.[0] ?? null))];
  },
  NonZero: (node) => [fact('int64', [node.input(0)?.shape?.length ?? null, null])],
  Compress: (node) => {
    const data = node.input(0);
    const { axis } = node.attributes('Compress');
    if (data === undefined) return [];
    if (axis === undefined) return [fact(data.dtype, [null])];
    return [fact(data.dtype, data.shape?.with(fromFront(axis, data.shape.length), null) ?? null)];
  },
  TopK: (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data, fact('int64', null)];
    const { axis, k } = node.attributes('TopK');
    const count = node.opset >= 10 ? (node.input(1)?.elements?.[0] ?? null) : k!;
    const shape = data.shape.with(fromFront(axis, data.shape.length), count);
    return [fact(data.dtype, shape), fact('int64', shape)];
  },
};

/** Elements of a shape picked by fixed indices. */
function gatherElements(data: Fact, axis: number, indices: Fact): Dimension[] | undefined {
  const [shape, wanted] = [fixed(data.shape), numbers(indices)];
  const { elements } = data;
  if (elements === undefined || shape === null || wanted === null) return undefined;
  const inner = sizeOf(shape.slice(axis + 1));
  const length = shape[axis]!;
  const out: Dimension[] = [];
  for (let outer = 0; outer < sizeOf(shape.slice(0, axis)); outer++) {
    for (const index of wanted) {
      const start = (outer * length + fromFront(index, length)) * inner;
      out.push(...elements.slice(start, start + inner));
    }
  }
  return out;
}
