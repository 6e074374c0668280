/** @file From the tapped tensor to one row of float32 per image. */
import { GraphBuilder, Tensor, dataTypeCode, type Model } from '@regatta/onnx';
import { EncoderError } from './errors.ts';
import type { GraphSpec } from './spec.ts';
import type { Pooling } from './tap.ts';

/** Dimensions of the tensor that each pooling takes, and what to do with another number of them. */
const RANKS: Record<Pooling, number> = { none: 2, cls: 3, mean: 3, 'cls-mean': 3, average: 4 };
const SUGGESTIONS: Readonly<Record<number, string>> = {
  2: 'Set pooling: none',
  3: 'Set pooling: cls (first token) or mean (all tokens)',
  4: 'Set pooling: average',
};
/** From here on ReduceMean takes its axes as an input. */
const OPSET_OF_AXES_AS_INPUT = 18;
/** From here on Slice takes its bounds as inputs. */
const OPSET_OF_SLICE = 10;

/** The model, already cut to the tap, whose one output is the pooled tap under this name, float32 [batch, d]. */
export function poolTap(model: Model, { name, tap }: GraphSpec, outputName: string): Model {
  const graph = GraphBuilder.extend({ ...model, graph: { ...model.graph, outputs: [] } });
  // The types of outputs are known where those of inner values are not.
  const said = model.graph.outputs[0]?.type;
  const type = said?.kind === 'tensor' ? said : graph.typeOf(tap.tensor);
  const rank = type?.shape?.length;
  if (rank !== undefined && rank !== RANKS[tap.pooling]) {
    throw new EncoderError(
      `The tensor "${tap.tensor}" of encoder "${name}" is [${type!.shape!.join(', ')}], but pooling: ${tap.pooling} takes ` +
        `${RANKS[tap.pooling]} dimensions. ${SUGGESTIONS[rank] ?? 'Tap another tensor'}.`,
    );
  }
  // Before the mean: sums of half precision overflow, and not every provider can make them.
  const isFloat32 = type?.dtype === 'float32';
  const tensor = isFloat32 ? tap.tensor : graph.node('Cast', [tap.tensor], { to: dataTypeCode('float32') });
  graph.nodes('Identity', [pool(graph, { ...tap, tensor })], [outputName]);
  graph.output(outputName, 'float32', ['batch', null]);
  return graph.build();
}

function pool(graph: GraphBuilder, { tensor, pooling, skip }: GraphSpec['tap']): string {
  switch (pooling) {
    case 'none':
      return tensor;
    case 'cls':
      return firstToken(graph, tensor);
    case 'mean':
      return meanToken(graph, tensor, skip);
    case 'cls-mean':
      return graph.node('Concat', [firstToken(graph, tensor), meanToken(graph, tensor, skip)], { axis: 1 });
    case 'average':
      return mean(graph, tensor, [2, 3]);
  }
}

function firstToken(graph: GraphBuilder, tokens: string): string {
  // A scalar index drops the dimension.
  return graph.node('Gather', [tokens, graph.constant(Tensor.scalar('int64', 0))], { axis: 1 });
}

function meanToken(graph: GraphBuilder, tokens: string, skip: number): string {
  return mean(graph, skip === 0 ? tokens : withoutFirst(graph, tokens, skip), [1]);
}

function mean(graph: GraphBuilder, value: string, axes: readonly number[]): string {
  if (graph.opset < OPSET_OF_AXES_AS_INPUT) return graph.node('ReduceMean', [value], { axes, keepdims: 0 });
  return graph.node('ReduceMean', [value, ints(graph, axes)], { keepdims: 0 });
}

function withoutFirst(graph: GraphBuilder, tokens: string, count: number): string {
  if (graph.opset < OPSET_OF_SLICE) {
    throw new EncoderError(
      `Expected opset ${OPSET_OF_SLICE} or later to skip tokens, got ${graph.opset}. Export it again.`,
    );
  }
  const [starts, ends, axes] = [[count], [2 ** 31 - 1], [1]].map((values) => ints(graph, values));
  return graph.node('Slice', [tokens, starts!, ends!, axes!]);
}

function ints(graph: GraphBuilder, values: readonly number[]): string {
  return graph.constant(Tensor.of('int64', [values.length], values));
}
