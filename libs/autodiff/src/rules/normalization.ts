/**
 * @file Normalisations: x̂ = (x - mean)·r with r = 1/√(variance + ε), y = s·x̂ + b. With statistics of the data itself,
 *   dx = r·(h - mean(h) - x̂·mean(h·x̂)),  h = dy·s,
 * the means taken over what was normalised together.
 */
import type { ValueName } from '@regatta/onnx';
import type { Ops } from '../ops.ts';
import { fromFront, type Gradients, type RuleTable, type Site } from '../rule.ts';

export const NORMALIZATION = {
  // Mean and r are outputs of the operator.
  LayerNormalization: (at) => {
    const { g, dY, X, inputs, outputs } = at;
    const shape = g.shapeOf(X);
    const axes = range(fromFront(at.attributes.axis, shape.length), shape.length);
    const [mean, r] = [outputs[1]!, outputs[2]!].map((value) => g.cast(value, g.dtypeOf(X)));
    const normed = () => g.mul(g.sub(X, mean!), r!);
    return [
      () => normBack(g, { h: g.mul(dY, inputs[1]!), normed: normed(), r: r!, axes }),
      () => g.mul(dY, normed()),
      () => dY,
    ];
  },
  BatchNormalization: (at) => (at.attributes.training_mode === 1 ? batchStatistics(at) : fixedStatistics(at)),
  InstanceNormalization: (at) => {
    const {
      g,
      X,
      attributes: { epsilon },
    } = at;
    const shape = g.shapeOf(X);
    return ownStatistics(at, { axes: range(2, shape.length), epsilon, perChannel: channelShape(shape) });
  },
  // Groups of channels are normalised together; scale and bias are per channel.
  GroupNormalization: (at) => {
    const {
      g,
      dY,
      X,
      inputs,
      attributes: { epsilon, num_groups: groups },
    } = at;
    if (g.graph.opset < 21) throw at.fault('its scales are per group before opset 21, which no runtime agrees on');
    const shape = g.shapeOf(X);
    const [n, c] = shape as [number, number];
    const S = g.reshape(inputs[1]!, channelShape(shape));
    const group = (x: ValueName) => g.reshape(x, [n, groups, size(shape) / (n * groups)]);
    const { normed, r } = standardise(g, group(X), [2], epsilon);
    const channels = [...shape.keys()].filter((axis) => axis !== 1);
    return [
      () => g.reshape(normBack(g, { h: group(g.mul(dY, S)), normed, r, axes: [2] }), shape),
      () => g.reshape(g.sum(g.mul(dY, g.reshape(normed, shape)), channels, false), [c]),
      () => g.reshape(g.sum(dY, channels, false), [c]),
    ];
  },
} satisfies RuleTable;

interface NormBack {
  /** dY·s, at the scale of x̂. */
  readonly h: ValueName;
  readonly normed: ValueName;
  readonly r: ValueName;
  readonly axes: readonly number[];
}

/** dx = r·(h - mean(h) - x̂·mean(h·x̂)) */
function normBack(g: Ops, { h, normed, r, axes }: NormBack): ValueName {
  const alongNormed = g.mul(normed, g.mean(g.mul(h, normed), axes));
  return g.mul(r, g.sub(g.sub(h, g.mean(h, axes)), alongNormed));
}

/** x̂ and r from the data itself. */
function standardise(g: Ops, X: ValueName, axes: readonly number[], epsilon: number) {
  const centred = g.sub(X, g.mean(X, axes));
  const r = inverseRoot(g, g.mean(g.square(centred), axes), epsilon);
  return { normed: g.mul(centred, r), r };
}

function inverseRoot(g: Ops, variance: ValueName, epsilon: number): ValueName {
  return g.node('Reciprocal', [g.node('Sqrt', [g.shift(variance, epsilon)])]);
}

interface OwnStatistics {
  readonly axes: readonly number[];
  readonly epsilon: number;
  /** Shape in which scale and bias broadcast against X. */
  readonly perChannel: readonly number[];
}

function ownStatistics(
  { g, dY, X, inputs }: Site<'BatchNormalization'> | Site<'InstanceNormalization'>,
  { axes, epsilon, perChannel }: OwnStatistics,
): Gradients {
  const { normed, r } = standardise(g, X, axes, epsilon);
  const vector = (x: ValueName) => g.reshape(g.sumTo(x, perChannel), [size(perChannel)]);
  return [
    () => normBack(g, { h: g.mul(dY, g.reshape(inputs[1]!, perChannel)), normed, r, axes }),
    () => vector(g.mul(dY, normed)),
    () => vector(dY),
  ];
}

/** Running mean and variance are not differentiated: they are noted, not used. */
function batchStatistics(at: Site<'BatchNormalization'>): Gradients {
  const shape = at.g.shapeOf(at.X);
  const axes = [...shape.keys()].filter((axis) => axis !== 1);
  return [...ownStatistics(at, { axes, epsilon: at.attributes.epsilon, perChannel: channelShape(shape) }), null, null];
}

/** Mean and variance are inputs like any other: y = s·r·(x - mean) + b. */
function fixedStatistics({ g, dY, X, inputs, attributes: { epsilon } }: Site<'BatchNormalization'>): Gradients {
  const perChannel = channelShape(g.shapeOf(X));
  const [S, , mean, variance] = inputs.slice(1).map((value) => g.reshape(value, perChannel));
  const vector = (x: ValueName) => g.reshape(g.sumTo(x, perChannel), [size(perChannel)]);
  const r = () => inverseRoot(g, variance!, epsilon);
  const slope = () => g.mul(S!, r());
  const centred = () => g.sub(X, mean!);
  return [
    () => g.mul(dY, slope()),
    () => vector(g.mul(dY, g.mul(centred(), r()))),
    () => vector(dY),
    () => vector(g.neg(g.mul(dY, slope()))),
    // dr/dvariance = -r³/2
    () => vector(g.scale(g.mul(g.mul(dY, centred()), g.mul(slope(), g.square(r()))), -0.5)),
  ];
}

/** [1, c, 1, ...], against which a vector of channels broadcasts. */
function channelShape(shape: readonly number[]): number[] {
  return shape.slice(1).map((length, i) => (i === 0 ? length : 1));
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
