/** @file Operators that cut tensors along their dimensions and put the parts together. */
import type { Dimension } from '../model.ts';
import { fromFront, plus } from './dimension.ts';
import { fact, hasShape, numbers, type Fact } from './fact.ts';
import { stridesOf, walk } from './indices.ts';
import type { NodeView, ShapeRules } from './nodeView.ts';
import { taken } from './taken.ts';

export const SLICING: ShapeRules = {
  Concat: (node) => {
    const { axis: asked } = node.attributes('Concat');
    const known = node.inputs.filter(hasShape);
    const first = known[0];
    if (first === undefined) return [node.input(0)];
    const rank = first.shape.length;
    if (known.some(({ shape }) => shape.length !== rank)) throw node.fault('the inputs are of different ranks');
    const axis = fromFront(asked, rank);
    const isWhole = known.length === node.inputs.length;
    const shape = first.shape.map((length, i) => {
      if (i === axis) return isWhole ? known.reduce<Dimension>((sum, input) => plus(sum, input.shape[i]!), 0) : null;
      const lengths = known.map((input) => input.shape[i]!);
      const fixedLengths = new Set(lengths.filter((each) => typeof each === 'number'));
      if (fixedLengths.size > 1) throw node.fault(`the lengths of dimension ${i} differ`);
      return [...fixedLengths][0] ?? length;
    });
    // Shapes are vectors: their parts are put behind each other.
    const parts = node.inputs.map((input) => input?.elements);
    const isVector = rank === 1 && parts.every((part) => part !== undefined);
    return [fact(first.dtype, shape, isVector ? parts.flatMap((part) => part) : undefined)];
  },
  Split: (node) => {
    const data = node.input(0);
    const count = node.node.outputs.length;
    if (!hasShape(data)) return new Array<Fact | undefined>(count).fill(data);
    const axis = fromFront(node.attributes('Split').axis ?? 0, data.shape.length);
    const lengths = splitLengths(node, data.shape[axis]!, count);
    return lengths.map((length) => fact(data.dtype, data.shape.with(axis, length)));
  },
  Slice: (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data && fact(data.dtype, null)];
    const bounds = sliceBounds(node, data.shape.length);
    if (bounds === null)
      return [
        fact(
          data.dtype,
          data.shape.map(() => null),
        ),
      ];
    return [slice(data, bounds)];
  },
  Pad: (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data];
    const { shape } = data;
    const asked = node.opset >= 11 ? numbers(node.input(1)) : node.attributes('Pad').pads;
    const given = node.has(3) ? numbers(node.input(3)) : shape.map((_, i) => i);
    if (asked === undefined || asked === null || given === null)
      return [
        fact(
          data.dtype,
          shape.map(() => null),
        ),
      ];
    const axes = given.map((axis) => fromFront(axis, shape.length));
    const padded = [...shape];
    axes.forEach((axis, i) => (padded[axis] = plus(shape[axis]!, asked[i]! + asked[i + axes.length]!)));
    return [fact(data.dtype, padded)];
  },
};

function splitLengths(node: NodeView, length: Dimension, count: number): Dimension[] {
  const asked = node.opset < 13 ? node.attributes('Split').split : node.has(1) ? node.input(1)?.elements : undefined;
  if (asked !== undefined) return [...asked];
  if (node.has(1) || typeof length !== 'number') return new Array<Dimension>(count).fill(null);
  // Equal parts, the last one shorter where they do not fit.
  const each = Math.ceil(length / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(each, length - i * each)));
}

interface Bounds {
  readonly axis: number;
  /** null: not known before the graph runs. */
  readonly start: Dimension;
  readonly end: Dimension;
  readonly step: Dimension;
}

/** null: not even the dimensions are known that are cut. */
function sliceBounds(node: NodeView, rank: number): Bounds[] | null {
  let [starts, ends]: (readonly Dimension[] | undefined)[] = [node.input(1)?.elements, node.input(2)?.elements];
  let axes: readonly number[] | null | undefined = node.has(3) ? numbers(node.input(3)) : undefined;
  const steps = node.has(4) ? node.input(4)?.elements : [];
  // Until opset 9 the bounds are attributes.
  if (node.opset < 10) ({ starts, ends, axes } = node.attributes('Slice'));
  if (axes === null) return null;
  const count = axes?.length ?? starts?.length ?? ends?.length;
  if (count === undefined) return null;
  return Array.from({ length: count }, (_, i) => ({
    axis: fromFront(axes?.[i] ?? i, rank),
    start: starts?.[i] ?? null,
    end: ends?.[i] ?? null,
    step: steps === undefined ? null : (steps[i] ?? 1),
  }));
}

function slice(data: Fact, bounds: readonly Bounds[]): Fact {
  const shape: Dimension[] = [...data.shape!];
  const starts = new Array<number>(shape.length).fill(0);
  const steps = new Array<number>(shape.length).fill(1);
  for (const { axis, start, end, step } of bounds) {
    const length = shape[axis]!;
    const isEndless = typeof end === 'number' && end >= 2 ** 31 - 1;
    // The whole of a length is that length, known or not.
    if (start === 0 && step === 1 && (isEndless || (end !== null && end === length))) continue;
    if (
      typeof length !== 'number' ||
      typeof start !== 'number' ||
      typeof end !== 'number' ||
      typeof step !== 'number'
    ) {
      shape[axis] = null;
      continue;
    }
    const clamp = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at < 0 ? at + length : at));
    const from = step > 0 ? clamp(start, 0, length) : clamp(start, 0, length - 1);
    const to = step > 0 ? clamp(end, 0, length) : clamp(end, -1, length - 1);
    shape[axis] = Math.max(0, Math.ceil((to - from) / step));
    starts[axis] = from;
    steps[axis] = step;
  }
  return taken(data, shape, (from, out) => {
    const strides = stridesOf(from);
    const first = starts.reduce((place, start, i) => place + start * strides[i]!, 0);
    return walk(
      out,
      strides.map((stride, i) => stride * steps[i]!),
      first,
    );
  });
}
