/** @file Operators that leave one element of many. */
import type { Dimension, Shape } from '../model.ts';
import { fromFront } from './dimension.ts';
import { fact, fixed, numbers, hasShape, type Fact } from './fact.ts';
import { stridesOf, walk } from './indices.ts';
import type { NodeView, ShapeRule, ShapeRules } from './nodeView.ts';

/** Those of which shapes are made. */
const REDUCERS = {
  ReduceSum: (a: number, b: number) => a + b,
  ReduceProd: (a: number, b: number) => a * b,
  ReduceMax: Math.max,
  ReduceMin: Math.min,
};
const OTHERS = ['ReduceMean', 'ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceSumSquare'] as const;
type Reducer = keyof typeof REDUCERS | (typeof OTHERS)[number];

/** Axes became an input with opset 13 (ReduceSum) and 18 (the others). */
function reduce(op: Reducer, axesAreInputFrom = 18): ShapeRule {
  return (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data];
    const { keepdims, axes: attribute, noop_with_empty_axes: isNoop } = node.attributes(op);
    const isInput = node.opset >= axesAreInputFrom;
    if (isInput && node.has(1) && numbers(node.input(1)) === null) {
      return [fact(data.dtype, keepdims ? data.shape.map(() => null) : null)];
    }
    const asked = (isInput ? (node.has(1) ? numbers(node.input(1))! : []) : attribute) ?? [];
    if (asked.length === 0 && isNoop === 1) return [data];
    const rank = data.shape.length;
    const axes = new Set(asked.length === 0 ? data.shape.keys() : asked.map((axis) => fromFront(axis, rank)));
    const shape = data.shape.flatMap((length, i): Dimension[] => (axes.has(i) ? (keepdims ? [1] : []) : [length]));
    return [
      fact(
        data.dtype,
        shape,
        op in REDUCERS ? reduceElements(data, axes, REDUCERS[op as keyof typeof REDUCERS]) : undefined,
      ),
    ];
  };
}

function reduceElements(data: Fact, axes: ReadonlySet<number>, combine: (a: number, b: number) => number) {
  const [shape, elements] = [fixed(data.shape), numbers(data)];
  if (shape === null || elements === null || elements.length === 0) return undefined;
  const strides = stridesOf(shape);
  const part = (isReduced: boolean) => [...shape.keys()].filter((i) => axes.has(i) === isReduced);
  const [kept, gone] = [part(false), part(true)];
  const places = (of: number[], start: number) =>
    walk(
      of.map((i) => shape[i]!),
      of.map((i) => strides[i]!),
      start,
    );
  return places(kept, 0).map((start) =>
    places(gone, start)
      .map((place) => elements[place]!)
      .reduce((a, b) => combine(a, b)),
  );
}

function arg(op: 'ArgMax' | 'ArgMin'): ShapeRule {
  return (node) => {
    const shape = node.input(0)?.shape;
    if (!shape) return [fact('int64', null)];
    const { axis, keepdims } = node.attributes(op);
    const at = fromFront(axis, shape.length);
    return [fact('int64', keepdims ? shape.with(at, 1) : shape.toSpliced(at, 1))];
  };
}

/** Everything behind batch and channel becomes 1. */
const globalPool: ShapeRule = (node) => {
  const data = node.input(0);
  return [data && fact(data.dtype, data.shape?.map((length, i) => (i < 2 ? length : 1)) ?? null)];
};

/** Loss (a scalar, or one per sample) and log-probabilities. */
const loss: (op: 'SoftmaxCrossEntropyLoss' | 'NegativeLogLikelihoodLoss') => ShapeRule = (op) => (node: NodeView) => {
  const [scores, labels] = [node.input(0), node.input(1)];
  if (scores === undefined) return [];
  const shape: Shape | null = node.attributes(op).reduction === 'none' ? (labels?.shape ?? null) : [];
  return [fact(scores.dtype, shape), fact(scores.dtype, scores.shape)];
};

export const REDUCTION: ShapeRules = {
  ReduceSum: reduce('ReduceSum', 13),
  ReduceProd: reduce('ReduceProd'),
  ReduceMax: reduce('ReduceMax'),
  ReduceMin: reduce('ReduceMin'),
  ...Object.fromEntries(OTHERS.map((op) => [op, reduce(op)])),
  ArgMax: arg('ArgMax'),
  ArgMin: arg('ArgMin'),
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
  SoftmaxCrossEntropyLoss: loss('SoftmaxCrossEntropyLoss'),
  NegativeLogLikelihoodLoss: loss('NegativeLogLikelihoodLoss'),
};
