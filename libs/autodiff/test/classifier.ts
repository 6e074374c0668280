/** @file The networks of the fixtures as classifiers in training: encoder, linear head, cross-entropy. */
import {
  GraphBuilder,
  initializersToInputs,
  parseModel,
  selectOutputs,
  setInputShape,
  type Model,
  type Tensor,
} from '@regatta/onnx';
import { useBatchStatistics } from '../src/batchStatistics.ts';
import { crossEntropy } from '../src/crossEntropy.ts';
import type { EncoderFixture } from './encoderFixtures.ts';

export interface Classifier {
  /** Inputs: pixel_values, labels, head.*, the encoder's weights and running statistics. Output: the loss. */
  readonly model: Model;
  readonly loss: string;
  /** The values before training of everything that may change. */
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly carried: ReadonlyMap<string, string>;
}

export function classifier(fixture: EncoderFixture): Classifier {
  const { bytes, tap, head, batches, expected, usesBatchStatistics } = fixture;
  const encoder = setInputShape(selectOutputs(parseModel(bytes), [tap]), 'pixel_values', batches.a.images.shape);
  const trained = usesBatchStatistics
    ? useBatchStatistics(encoder)
    : { model: encoder, carried: new Map<string, string>() };
  const names = expected.map(({ initialiser }) => initialiser);
  const open = initializersToInputs(trained.model, names);
  const graph = GraphBuilder.extend({ ...open, graph: { ...open.graph, outputs: [] } });
  graph.input('head.weight', 'float32', head.weight.shape);
  graph.input('head.bias', 'float32', head.bias.shape);
  graph.input('labels', 'int64', batches.a.labels.shape);
  graph.nodes('Gemm', [tap, 'head.weight', 'head.bias'], ['logits'], { transB: 1 });
  const loss = crossEntropy(graph, { logits: 'logits', labels: 'labels' });
  graph.output(loss);
  const stored = [...names, ...trained.carried.keys()].map(
    (name) => [name, encoder.graph.initializers.get(name)!] as const,
  );
  const weights = new Map<string, Tensor>([...stored, ['head.weight', head.weight], ['head.bias', head.bias]]);
  return { model: graph.build(), loss, weights, carried: trained.carried };
}
