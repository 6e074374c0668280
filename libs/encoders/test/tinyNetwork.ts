/** @file A network small enough to compute by hand, with the outputs of a vision transformer: tokens, planes, pooled. */
import { GraphBuilder, Tensor, serializeModel, type DataType } from '@regatta/onnx';

export interface TinyNetworkOptions {
  readonly opset?: number;
  readonly dtype?: DataType;
  /** @default ['batch', 3, 4, 4] */
  readonly shape?: readonly (number | string)[];
  readonly input?: string;
}

/**
 * Planes [batch, 2, 4, 4] = [red - blue, green]; tokens [batch, 16, 2]; pooled [batch, 2], the mean of the tokens; logits
 * [batch, 3], a Gemm of the pooled.
 */
export function tinyNetwork(options: TinyNetworkOptions = {}): Uint8Array {
  const { opset = 18, dtype = 'float32', shape = ['batch', 3, 4, 4], input = 'pixel_values' } = options;
  const graph = new GraphBuilder({ opset, name: 'tiny' });
  const x = graph.input(input, dtype, shape);
  const kernel = graph.initializer('kernel', Tensor.of('float32', [2, 3, 1, 1], [1, 0, -1, 0, 1, 0]));
  const pixels = dtype === 'float32' ? x : graph.node('Cast', [x], { to: 1 });
  graph.nodes('Conv', [pixels, kernel], ['planes'], { kernel_shape: [1, 1] });
  const flat = graph.node('Reshape', ['planes', graph.constant(Tensor.of('int64', [3], [0, 2, 16]))]);
  graph.nodes('Transpose', [flat], ['tokens'], { perm: [0, 2, 1] });
  if (opset < 18) graph.nodes('ReduceMean', ['tokens'], ['pooled'], { axes: [1], keepdims: 0 });
  else {
    const axes = graph.constant(Tensor.of('int64', [1], [1]));
    graph.nodes('ReduceMean', ['tokens', axes], ['pooled'], { keepdims: 0 });
  }
  const head = graph.initializer('head', Tensor.of('float32', [2, 3], [1, 0, 1, 0, 1, 1]));
  graph.nodes('Gemm', ['pooled', head], ['logits']);
  graph.output('planes', 'float32', ['batch', 2, 4, 4]);
  graph.output('tokens', 'float32', ['batch', 16, 2]);
  graph.output('pooled', 'float32', ['batch', 2]);
  graph.output('logits', 'float32', ['batch', 3]);
  return serializeModel(graph.build());
}
