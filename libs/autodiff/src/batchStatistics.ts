/** @file BatchNormalization as it is trained: normalised by the batch, which the running statistics follow. */
import { GraphBuilder, Tensor, initializersToInputs, mapNodes } from '@regatta/onnx';
import type { Attribute, Model, Node, ValueName } from '@regatta/onnx';
import { AutodiffError } from './errors.ts';
import { Ops } from './ops.ts';

export interface WithBatchStatistics {
  readonly model: Model;
  /** Running mean or variance, now an input -> its value after the step. */
  readonly carried: ReadonlyMap<ValueName, ValueName>;
}

const TRAINING: Attribute = { kind: 'int', value: 1 };
/** The operator's default. */
const MOMENTUM = 0.9;

/**
 * The model whose BatchNormalization uses the statistics of the batch:
 *   running = momentum·running + (1 - momentum)·batch, the variance unbiased, as PyTorch has it.
 * The running statistics are computed beside the operator, which gets others that nobody reads: ONNX Runtime follows the
 * biased variance, and writes its result over the memory of its input where that result is not an output of the graph.
 * @throws {AutodiffError} when a running statistic is no initializer, or a batch has one element per channel
 */
export function useBatchStatistics(model: Model): WithBatchStatistics {
  const normalizations = model.graph.nodes.filter(({ op, domain }) => op === 'BatchNormalization' && domain === '');
  const statistics = normalizations.flatMap(({ inputs }) => inputs.slice(3, 5));
  const unknown = statistics.find((name) => !model.graph.initializers.has(name));
  if (unknown !== undefined)
    throw new AutodiffError(`Expected the running statistic "${unknown}" to be an initializer.`);
  const graph = GraphBuilder.extend(initializersToInputs(model, statistics));
  const g = new Ops(graph);
  const carried = new Map<ValueName, ValueName>();
  const unread = new Map<Node, ValueName>();
  for (const node of normalizations) {
    const [X, , , mean, variance] = node.inputs as [string, string, string, string, string];
    const momentum = Number(node.attributes.get('momentum')?.value ?? MOMENTUM);
    const { own, count, channels } = ownStatistics(g, X);
    if (count < 2) throw new AutodiffError(`The variance of "${X}" over one element per channel has no estimate.`);
    const follow = (running: ValueName, batch: ValueName, factor: number) =>
      g.add(g.scale(running, momentum), g.scale(batch, (1 - momentum) * factor));
    carried.set(mean, follow(mean, own.mean, 1));
    carried.set(variance, follow(variance, own.variance, count / (count - 1)));
    unread.set(node, graph.constant(Tensor.of('float32', [channels], new Float32Array(channels)), 'unread statistics'));
  }
  const trained = mapNodes(graph.build(), (node) => {
    const statistics = unread.get(node);
    return [statistics === undefined ? node : inTraining(node, statistics)];
  });
  return { model: trained, carried };
}

/** Mean and biased variance per channel, and over how many elements. */
function ownStatistics(g: Ops, X: ValueName) {
  const shape = g.shapeOf(X);
  const channels = shape[1]!;
  const axes = [...shape.keys()].filter((axis) => axis !== 1);
  const mean = g.mean(X, axes);
  const variance = g.mean(g.square(g.sub(X, mean)), axes);
  const own = { mean: g.reshape(mean, [channels]), variance: g.reshape(variance, [channels]) };
  return { own, channels, count: axes.reduce((count, axis) => count * shape[axis]!, 1) };
}

function inTraining(node: Node, unread: ValueName): Node {
  const Y = node.outputs[0]!;
  return {
    ...node,
    inputs: [...node.inputs.slice(0, 3), unread, unread],
    outputs: [Y, `${Y}/unread mean`, `${Y}/unread variance`],
    attributes: new Map([...node.attributes, ['training_mode', TRAINING]]),
  };
}
