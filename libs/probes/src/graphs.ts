/** @file The graphs of the probes, in ONNX operators. Shapes are open: one session serves every size. */
import { GraphBuilder, Tensor, dataTypeCode, type Model } from '@regatta/onnx';

type Float = 'float32' | 'float64';

/** Products of queries with training rows, and the largest of each query: best first, of equals the lower row. */
function nearest(): Model {
  const graph = new GraphBuilder({ name: 'nearest' });
  const products = rowsAgainstRows(graph);
  const k = graph.input('k', 'int64', [1]);
  const [values, rows] = graph.nodes('TopK', [products, k], 2, { axis: 1, largest: 1, sorted: 1 });
  // JavaScript's 64-bit integers are slow.
  graph.nodes('Cast', [rows!], ['rows'], { to: dataTypeCode('int32') });
  graph.nodes('Identity', [values!], ['values']);
  graph.output('values', 'float32', ['q', 'k']);
  graph.output('rows', 'int32', ['q', 'k']);
  return graph.build();
}

/** All products of queries with training rows. */
function scores(): Model {
  const graph = new GraphBuilder({ name: 'scores' });
  graph.output(rowsAgainstRows(graph, 'scores'), 'float32', ['q', 'n']);
  return graph.build();
}

function rowsAgainstRows(graph: GraphBuilder, name = 'products') {
  const inputs = [graph.input('queries', 'float32', ['q', 'd']), graph.input('train', 'float32', ['n', 'd'])];
  return graph.nodes('Gemm', inputs, [name], { transB: 1 })[0]!;
}

function product(dtype: Float): Model {
  const graph = new GraphBuilder({ name: 'product' });
  const inputs = [graph.input('a', dtype, ['m', 'k']), graph.input('b', dtype, ['k', 'n'])];
  graph.output(graph.nodes('Gemm', inputs, ['product'])[0]!, dtype, ['m', 'n']);
  return graph.build();
}

/** z = XW + b. */
function linear(graph: GraphBuilder, dtype: Float, name = 'z') {
  const X = graph.input('X', dtype, ['n', 'r']);
  const inputs = [X, graph.input('W', dtype, ['r', 'c']), graph.input('b', dtype, ['c'])];
  return { X, z: graph.nodes('Gemm', inputs, [name])[0]! };
}

function logits(dtype: Float): Model {
  const graph = new GraphBuilder({ name: 'logits' });
  graph.output(linear(graph, dtype, 'logits').z, dtype, ['n', 'c']);
  return graph.build();
}

/**
 * Without the denormal numbers of float32, which make a product with them fifty times slower: what is cut off lies 20
 * orders below what float32 sees beside the largest probability of a row.
 */
function withoutDenormals(graph: GraphBuilder, P: string, dtype: Float): string {
  return dtype === 'float32' ? graph.node('ThresholdedRelu', [P], { alpha: 1e-30 }) : P;
}

/**
 * What the multinomial loss and its gradient need: P = softmax(XW + b), R = P - onehot(y);
 * `own` = P[i, y_i], `others` = 1 - P[i, y_i], `dW` = XᵀR, `db` = Σ_i R_i. Input `zero` is 0 for every row.
 * `turned` takes Xᵀ as well, for those who run over the same X again: turning it every time costs a sixth of the product.
 *
 * 1 - P[i, y_i] is the sum of the other probabilities: a difference would have no digit left where a fit is certain.
 */
function softmaxLoss(dtype: Float, kind: 'plain' | 'turned' = 'plain'): Model {
  const graph = new GraphBuilder({ name: 'softmaxLoss' });
  const { X, z } = linear(graph, dtype);
  const y = graph.input('y', 'int64', ['n', 1]);
  const zero = graph.input('zero', dtype, ['n', 1]);
  const P = graph.node('Softmax', [z], { axis: 1 });
  graph.nodes('GatherElements', [P, y], ['own'], { axis: 1 });
  const rest = graph.node('ScatterElements', [withoutDenormals(graph, P, dtype), y, zero], { axis: 1 });
  const columns = graph.constant(Tensor.of('int64', [1], [1]));
  const others = graph.nodes('ReduceSum', [rest, columns], ['others'], { keepdims: 1 })[0]!;
  const R = graph.node('ScatterElements', [rest, y, graph.node('Neg', [others])], { axis: 1 });
  if (kind === 'turned') graph.nodes('MatMul', [graph.input('Xt', dtype, ['r', 'n']), R], ['dW']);
  else graph.nodes('Gemm', [X, R], ['dW'], { transA: 1 });
  graph.nodes('ReduceSum', [R, graph.constant(Tensor.of('int64', [1], [0]))], ['db'], { keepdims: 0 });
  graph.output('own', dtype, ['n', 1]);
  graph.output('others', dtype, ['n', 1]);
  graph.output('dW', dtype, ['r', 'c']);
  graph.output('db', dtype, ['c']);
  return graph.build();
}

/**
 * The Gram matrix of [X, 1] with rows weighted by their curvature, v_i² = `share` · Σ_c p_ic (1 - p_ic):
 * `gram` = (vX)ᵀ(vX), `edge` = (vX)ᵀv, `total` = Σ v².
 */
function curvature(dtype: Float): Model {
  const graph = new GraphBuilder({ name: 'curvature' });
  const { X, z } = linear(graph, dtype);
  const share = graph.input('share', dtype, [1]);
  const P = graph.node('Softmax', [z], { axis: 1 });
  const squares = graph.node('ReduceSumSquare', [P, graph.constant(Tensor.of('int64', [1], [1]))], { keepdims: 1 });
  const left = graph.node('Relu', [graph.node('Sub', [graph.constant(Tensor.scalar(dtype, 1)), squares])]);
  const v = graph.node('Sqrt', [graph.node('Mul', [left, share])]);
  const weighted = graph.node('Mul', [X, v]);
  graph.nodes('Gemm', [weighted, weighted], ['gram'], { transA: 1 });
  graph.nodes('Gemm', [weighted, v], ['edge'], { transA: 1 });
  graph.nodes('Gemm', [v, v], ['total'], { transA: 1 });
  graph.output('gram', dtype, ['r', 'r']);
  graph.output('edge', dtype, ['r', 1]);
  graph.output('total', dtype, [1, 1]);
  return graph.build();
}

/** Graph -> how it is built. */
export const GRAPHS = {
  nearest,
  scores,
  product32: () => product('float32'),
  product64: () => product('float64'),
  logits32: () => logits('float32'),
  softmaxLoss32: () => softmaxLoss('float32'),
  softmaxLossTurned32: () => softmaxLoss('float32', 'turned'),
  softmaxLoss64: () => softmaxLoss('float64'),
  curvature32: () => curvature('float32'),
  curvature64: () => curvature('float64'),
} as const;
export type GraphName = keyof typeof GRAPHS;
