/** @file Operators that move elements: the gradient goes back to where each came from. */
import type { ValueName } from '@regatta/onnx';
import { fromFront, type Rule, type RuleTable, type Site } from '../rule.ts';
import { scatterAlong } from '../scatterAlong.ts';

/** Another shape for the same elements. */
const reshaped: Rule = ({ g, dY, X }) => [() => g.reshape(dY, g.shapeOf(X)), null];

export const MOVEMENT = {
  Reshape: reshaped as Rule<'Reshape'>,
  Flatten: reshaped as Rule<'Flatten'>,
  Squeeze: reshaped as Rule<'Squeeze'>,
  Unsqueeze: reshaped as Rule<'Unsqueeze'>,
  Transpose: ({ g, dY, X, attributes: { perm } }) => {
    const axes = perm ?? [...g.shapeOf(X).keys()].reverse();
    const inverse = axes.map((_, i) => axes.indexOf(i));
    return [() => g.transpose(dY, inverse)];
  },
  // Broadcasting, which the driver undoes.
  Expand: ({ dY }) => [() => dY, null],
  // [r·d] is [r, d]: the sum over r
  Tile: (at) => {
    const { g, dY, X } = at;
    const shape = g.shapeOf(X);
    const repeats = at.numbers(1);
    return [
      () => {
        const split = g.reshape(
          dY,
          shape.flatMap((length, i) => [repeats[i]!, length]),
        );
        const axes = [...shape.keys()].filter((i) => repeats[i] !== 1).map((i) => 2 * i);
        return g.reshape(g.sum(split, axes, false), shape);
      },
      null,
    ];
  },
  Concat: ({ g, dY, inputs, attributes }) => {
    const axis = fromFront(attributes.axis, g.rankOf(dY));
    let start = 0;
    return inputs.map((input) => {
      const [from, to] = [start, (start += g.shapeOf(input)[axis]!)];
      return () => g.slice(dY, axis, from, to);
    });
  },
  Split: ({ g, outputs, upstream, X, attributes }) => {
    const axis = fromFront(attributes.axis ?? 0, g.rankOf(X));
    return [
      () =>
        g.concat(
          outputs.map((Y, i) => upstream[i] ?? g.zeros(g.shapeOf(Y), X)),
          axis,
        ),
      null,
    ];
  },
  Slice: (at) => [() => sliceBack(at)],
  Pad: (at) => [() => padBack(at)],
  Trilu: (at) => [
    () => at.g.node('Trilu', [at.dY, ...(at.has(1) ? [at.inputs[1]!] : [])], { upper: at.attributes.upper }),
  ],
  // The sum of everything that came to include the element: summed from the other end.
  CumSum: ({ g, dY, inputs, attributes: { exclusive, reverse } }) => [
    () => g.node('CumSum', [dY, inputs[1]!], { exclusive, reverse: 1 - reverse }),
    null,
  ],
  DepthToSpace: ({ g, dY, X, attributes: { blocksize: b, mode } }) => [
    () => {
      const [n, c, h, w] = g.shapeOf(X) as [number, number, number, number];
      const blocks = g.reshape(dY, [n, c / (b * b), h, b, w, b]);
      const perm = mode === 'DCR' ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4];
      return g.reshape(g.transpose(blocks, perm), [n, c, h, w]);
    },
  ],
  SpaceToDepth: ({ g, dY, X, attributes: { blocksize: b } }) => [
    () => {
      const [n, c, h, w] = g.shapeOf(X) as [number, number, number, number];
      const blocks = g.reshape(dY, [n, b, b, c, h / b, w / b]);
      return g.reshape(g.transpose(blocks, [0, 3, 4, 1, 5, 2]), [n, c, h, w]);
    },
  ],
} satisfies RuleTable;

/** Zeros around what was cut out, and between where steps were taken. */
function sliceBack(at: Site<'Slice'>): ValueName {
  const { g, dY, X } = at;
  if (g.graph.opset < 10) throw at.fault('expected opset 10 or later');
  const shape = g.shapeOf(X);
  const [starts, axes] = [at.numbers(1), at.has(3) ? at.numbers(3) : null];
  const steps = at.has(4) ? at.numbers(4) : starts.map(() => 1);
  const before = shape.map(() => 0);
  const behind = shape.map(() => 0);
  let gradient = dY;
  starts.forEach((start, i) => {
    const axis = fromFront(axes?.[i] ?? i, shape.length);
    const [length, count, step] = [shape[axis]!, g.shapeOf(dY)[axis]!, steps[i]!];
    const last = step > 0 ? length : length - 1;
    const first = Math.min(last, Math.max(0, start < 0 ? start + length : start));
    if (step === 1) {
      before[axis] = first;
      behind[axis] = length - first - count;
    } else {
      gradient = scatterAlong(
        g,
        gradient,
        axis,
        Array.from({ length: count }, (_, k) => first + k * step),
        length,
      );
    }
  });
  return g.pad(gradient, before, behind);
}

/** Constant padding is cut off; reflected and repeated edges go back to the element they repeat. */
function padBack(at: Site<'Pad'>): ValueName {
  const {
    g,
    dY,
    X,
    attributes: { mode },
  } = at;
  const shape = g.shapeOf(X);
  const given = g.graph.opset >= 11 ? at.numbers(1) : (at.attributes.pads ?? []);
  const axes = at.has(3) ? at.numbers(3).map((axis) => fromFront(axis, shape.length)) : [...shape.keys()];
  const before = shape.map((_, axis) => (axes.includes(axis) ? given[axes.indexOf(axis)]! : 0));
  const behind = shape.map((_, axis) => (axes.includes(axis) ? given[axes.indexOf(axis) + axes.length]! : 0));
  if (mode === 'constant')
    return g.pad(
      dY,
      before.map((n) => -n),
      behind.map((n) => -n),
    );
  const source = SOURCES[mode];
  if (source === undefined) throw at.fault(`padding of mode "${mode}" is not supported`);
  return shape.reduce((gradient, length, axis) => {
    if (before[axis] === 0 && behind[axis] === 0) return gradient;
    const count = length + before[axis]! + behind[axis]!;
    const places = Array.from({ length: count }, (_, i) => source(i - before[axis]!, length));
    return scatterAlong(g, gradient, axis, places, length);
  }, dY);
}

/** Which element stands at a place outside 0 to length - 1. */
const SOURCES: Readonly<Record<string, (at: number, length: number) => number>> = {
  edge: (at, length) => Math.min(length - 1, Math.max(0, at)),
  wrap: (at, length) => ((at % length) + length) % length,
  reflect: (at, length) => {
    const period = Math.max(1, 2 * (length - 1));
    const phase = ((at % period) + period) % period;
    return phase < length ? phase : period - phase;
  },
};
