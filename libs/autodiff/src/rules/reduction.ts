/** @file Reductions: the gradient of one result spreads over what it was made of. */
import type { ValueName } from '@regatta/onnx';
import type { Ops } from '../ops.ts';
import { fromFront, type Gradients, type RuleTable, type Site } from '../rule.ts';

type Reduction =
  | 'ReduceSum'
  | 'ReduceMean'
  | 'ReduceMax'
  | 'ReduceMin'
  | 'ReduceProd'
  | 'ReduceL1'
  | 'ReduceL2'
  | 'ReduceSumSquare'
  | 'ReduceLogSum'
  | 'ReduceLogSumExp';

/** A reduction with its results kept as dimensions of 1, so that they broadcast against X. */
interface Reduced {
  readonly g: Ops;
  readonly X: ValueName;
  readonly Y: () => ValueName;
  readonly dY: ValueName;
  readonly axes: readonly number[];
  readonly shape: readonly number[];
}

export const REDUCTION = {
  ReduceSum: reduction(({ dY }) => dY),
  ReduceMean: reduction(({ g, dY, axes, shape }) => g.scale(dY, 1 / axes.reduce((n, axis) => n * shape[axis]!, 1))),
  ReduceMax: reduction(shared),
  ReduceMin: reduction(shared),
  // dX = dY·(the product of all others), which is defined where elements are 0
  ReduceProd: reduction(({ g, X, dY, axes, shape }) => g.mul(dY, productOfOthers(g, X, axes, shape))),
  ReduceL1: reduction(({ g, X, dY }) => g.mul(dY, g.node('Sign', [X]))),
  // dX = dY·X / Y, 0 where all are 0
  ReduceL2: reduction(({ g, X, Y, dY }) =>
    g.mul(dY, g.where(g.equal(Y(), g.scalar(0, X)), g.scalar(0, X), g.div(X, Y()))),
  ),
  ReduceSumSquare: reduction(({ g, X, dY }) => g.mul(dY, g.scale(X, 2))),
  // Y = ln Σ X: dX = dY / Σ X
  ReduceLogSum: reduction(({ g, Y, dY }) => g.div(dY, g.exp(Y()))),
  // dX = dY·exp(X - Y)
  ReduceLogSumExp: reduction(({ g, X, Y, dY }) => g.mul(dY, g.exp(g.sub(X, Y())))),
  GlobalAveragePool: ({ g, dY, X }) => [
    () =>
      g.expand(
        g.scale(
          dY,
          1 /
            g
              .shapeOf(X)
              .slice(2)
              .reduce((n, length) => n * length, 1),
        ),
        g.shapeOf(X),
      ),
  ],
  GlobalMaxPool: ({ g, dY, X, Y }) => {
    const shape = g.shapeOf(X);
    return [() => shared({ g, X, Y: () => Y, dY, shape, axes: [...shape.keys()].slice(2) })];
  },
} satisfies RuleTable;

function reduction(spread: (reduced: Reduced) => ValueName): (at: Site<Reduction>) => Gradients {
  return (at) => {
    const { g, X, Y, dY } = at;
    const shape = g.shapeOf(X);
    const axes = axesOf(at, shape.length);
    const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    return [
      () => g.expand(spread({ g, X, axes, shape, Y: () => g.reshape(Y, kept), dY: g.reshape(dY, kept) }), shape),
      null,
    ];
  };
}

/** An attribute until opset 12 (ReduceSum) and 17 (the others), then an input. */
function axesOf(at: Site<Reduction>, rank: number): number[] {
  const { axes: attribute, noop_with_empty_axes: isNoop } = at.attributes;
  const asked = attribute ?? (at.has(1) ? at.numbers(1) : []);
  if (asked.length === 0) return isNoop === 1 ? [] : [...Array(rank).keys()];
  return asked.map((axis) => fromFront(axis, rank));
}

/** To the largest (or smallest); equal ones share it. */
function shared({ g, X, Y, dY, axes }: Reduced): ValueName {
  const isResult = g.cast(g.equal(X, Y()), g.dtypeOf(X));
  return g.mul(isResult, g.div(dY, g.sum(isResult, axes, true)));
}

/** Per element of X the product of the others that are reduced with it: a square of them, with 1 on the diagonal. */
function productOfOthers(g: Ops, X: ValueName, axes: readonly number[], shape: readonly number[]): ValueName {
  const kept = [...shape.keys()].filter((axis) => !axes.includes(axis));
  const count = axes.reduce((n, axis) => n * shape[axis]!, 1);
  const perm = [...kept, ...axes];
  const rows = g.reshape(g.transpose(X, perm), [kept.reduce((n, axis) => n * shape[axis]!, 1), 1, count]);
  const diagonal = Float32Array.from({ length: count * count }, (_, i) => Number(i % (count + 1) === 0));
  const isSelf = g.cast(g.table([count, count], diagonal, X), 'bool');
  const square = g.where(isSelf, g.scalar(1, X), rows);
  const others =
    g.graph.opset < 18
      ? g.node('ReduceProd', [square], { axes: [2], keepdims: 0 })
      : g.node('ReduceProd', [square, g.ints([2])], { keepdims: 0 });
  const inverse = perm.map((_, axis) => perm.indexOf(axis));
  return g.transpose(
    g.reshape(
      others,
      perm.map((axis) => shape[axis]!),
    ),
    inverse,
  );
}
