/** @file The loss that ONNX has as an operator. */
import type { ValueName } from '@regatta/onnx';
import type { RuleTable, Site } from '../rule.ts';

export const LOSS = {
  // -w[y]·ln softmax(X)[y] per sample: dX = dY·w[y]·(softmax(X) - onehot(y)), divided by Σ w[y] for a mean
  SoftmaxCrossEntropyLoss: (at) => [() => crossEntropyBack(at), null, null],
} satisfies RuleTable;

function crossEntropyBack(at: Site<'SoftmaxCrossEntropyLoss'>): ValueName {
  const {
    g,
    dY,
    X,
    inputs,
    attributes: { reduction, ignore_index: ignored },
  } = at;
  const shape = g.shapeOf(X);
  const labels = inputs[1]!;
  const isUsed = ignored === undefined ? null : g.node('Not', [g.equal(labels, g.scalar(ignored, labels))]);
  const classes = isUsed === null ? labels : g.only(isUsed, labels);
  const onehot = g.node('OneHot', [classes, g.int(shape[1]!), onOff(at)], { axis: 1 });
  let weight = at.has(2) ? g.node('Gather', [inputs[2]!, classes]) : g.filled(1, g.shapeOf(labels), X);
  if (isUsed !== null) weight = g.only(isUsed, weight);
  const axes = [...g.shapeOf(labels).keys()];
  const share = reduction === 'mean' ? g.div(weight, g.sum(weight, axes, true)) : weight;
  const perSample = g.reshape(g.mul(share, dY), shape.with(1, 1));
  return g.mul(perSample, g.sub(g.node('Softmax', [X], { axis: 1 }), onehot));
}

/** [0, 1] of the type of the scores. */
function onOff({ g, X }: Site<'SoftmaxCrossEntropyLoss'>): ValueName {
  return g.table([2], Float32Array.of(0, 1), X);
}
