/**
 * @file Networks that quantise as they run. `DynamicQuantizeLinear` takes the smallest and the largest number of a whole
 * tensor, so an image's features would depend on whatever lies beside it in the batch. Here each image is run as a batch
 * of its own, inside the graph: a `Scan` over the images whose body is the network.
 */
import {
  GraphBuilder,
  NameSupply,
  Tensor,
  allNamesIn,
  renameValues,
  replaceInput,
  subgraphsOf,
  type Attribute,
  type Graph,
  type Model,
} from '@regatta/onnx';

/** Operators whose result for one image depends on the others. */
const OF_THE_WHOLE_BATCH = new Set(['DynamicQuantizeLinear', 'DynamicQuantizeMatMul', 'DynamicQuantizeLSTM']);

/** True where an image's features depend on its neighbours. */
export function mixesImages({ graph }: Model): boolean {
  const mixes = ({ nodes }: Graph): boolean =>
    nodes.some((node) => OF_THE_WHOLE_BATCH.has(node.op) || subgraphsOf(node).some(mixes));
  return mixes(graph);
}

/**
 * The same network, image by image.
 * @param model uint8 [batch, side, side, 3] in, float32 [batch, d] out
 */
export function oneImageAtATime(
  model: Model,
  { input, output, side }: { readonly input: string; readonly output: string; readonly side: number },
): Model {
  const shape = (...lengths: number[]) => Tensor.of('int64', [lengths.length], lengths);
  // The runtime wants the names inside a body apart from those around it.
  const supply = new NameSupply(allNamesIn(model.graph));
  const batch = supply.take('image/batch');
  const features = supply.take('image/features');
  const pixels = supply.take('image/pixels');
  const renamed = renameValues(
    model,
    new Map([
      [input, batch],
      [output, features],
    ]),
  );
  const framed = replaceInput(renamed, batch, (graph) => {
    graph.input(pixels, 'uint8', [side, side, 3]);
    return graph.node('Reshape', [pixels, graph.constant(shape(1, side, side, 3))]);
  });
  const inner = GraphBuilder.extend({ ...framed, graph: { ...framed.graph, outputs: [] } });
  const row = inner.node('Reshape', [features, inner.constant(shape(-1))]);
  inner.output(row, 'float32', [null]);
  const attributes = new Map<string, Attribute>([
    ['body', { kind: 'graph', value: inner.build().graph }],
    ['num_scan_inputs', { kind: 'int', value: 1 }],
  ]);
  const outer = new GraphBuilder({}, { ...model, graph: { ...EMPTY, name: model.graph.name } });
  outer.input(input, 'uint8', ['batch', side, side, 3]);
  outer.add({ op: 'Scan', domain: '', name: 'every image', inputs: [input], outputs: [output], attributes });
  outer.output(output, 'float32', ['batch', null]);
  return outer.build();
}

const EMPTY: Graph = {
  name: '',
  nodes: [],
  initializers: new Map(),
  inputs: [],
  outputs: [],
  valueInfo: new Map(),
};
