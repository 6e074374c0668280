/** @file The loss of a classifier. */
import { type GraphBuilder, Tensor, type ValueName } from '@regatta/onnx';
import { AutodiffError } from './errors.ts';
import { Ops } from './ops.ts';

export interface CrossEntropyOptions {
  /** Scores, [n, classes]. */
  readonly logits: ValueName;
  /** int64 [n], from 0 to classes - 1. */
  readonly labels: ValueName;
  /** Share of the target that is spread over all classes. @default 0 */
  readonly labelSmoothing?: number;
  /** Weight of each class. @default all 1 */
  readonly classWeights?: readonly number[];
}

/**
 * Adds the mean cross-entropy of a batch to a graph:
 *   loss = -Σᵢ Σ_c w_c·t_ic·ln softmax(logits)_ic / Σᵢ w_yᵢ,   t = (1 - e)·onehot(y) + e / classes
 * @returns the loss, a scalar
 * @throws {AutodiffError} when weights or smoothing are out of range
 * Source: Szegedy et al. (2016), "Rethinking the Inception Architecture", section 7; weights as PyTorch's CrossEntropyLoss.
 */
export function crossEntropy(graph: GraphBuilder, options: CrossEntropyOptions): ValueName {
  const { logits, labels, labelSmoothing: smoothing = 0, classWeights } = options;
  const g = new Ops(graph);
  const [count, classes] = g.shapeOf(logits) as [number, number];
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw new AutodiffError(`Expected a label smoothing from 0 to below 1, got ${smoothing}.`);
  }
  if (classWeights !== undefined && (classWeights.length !== classes || !classWeights.every((w) => w >= 0))) {
    throw new AutodiffError(`Expected ${classes} class weights of at least 0, got [${classWeights.join(', ')}].`);
  }
  const [off, on] = [smoothing / classes, 1 - smoothing + smoothing / classes];
  const target = g.node('OneHot', [labels, g.int(classes), g.table([2], Float32Array.of(off, on), logits)], {
    axis: 1,
  });
  const weights = classWeights && g.table([classes], Float32Array.from(classWeights), logits);
  const weighted = weights === undefined ? target : g.mul(target, weights);
  const total = g.neg(g.sum(g.mul(weighted, g.node('LogSoftmax', [logits], { axis: 1 })), [0, 1], false));
  if (weights === undefined) return g.scale(total, 1 / count);
  return g.div(total, g.sum(g.node('Gather', [weights, labels], { axis: 0 }), [0], false));
}

/** A scalar 1, the gradient of a loss by itself. */
export function unitGradient(graph: GraphBuilder): ValueName {
  return graph.constant(Tensor.scalar('float32', 1), 'one');
}
