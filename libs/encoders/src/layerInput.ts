/**
 * @file What a layer reads, found by the graph's pattern: behind CLIP's projection lies the pooled token, behind a
 * classifier's logits the features. Exports name such inner tensors as they like, and each file of another precision anew.
 */
import type { Model, Node } from '@regatta/onnx';

/** They change numbers or shape of what the layer has made, and are passed on the way back, by their first input. */
const BEHIND_A_LAYER = new Set([
  ...[
    'Identity',
    'Cast',
    'Reshape',
    'Flatten',
    'Squeeze',
    'Unsqueeze',
    'Softmax',
    'LpNormalization',
    'DequantizeLinear',
  ],
  // By the length: CLIP's own normalisation.
  'Div',
]);
/** Bias and scale: one of the inputs is a weight. */
const WITH_A_WEIGHT = new Set(['Add', 'Mul']);
/** Their first input is what they read, their second the weights. */
const LAYERS = new Set(['MatMul', 'Gemm', 'Conv', 'MatMulInteger', 'ConvInteger', 'MatMulNBits']);
/** What may stand between a weight as it is stored and the layer. */
const ON_A_WEIGHT = new Set(['Identity', 'Cast', 'Transpose', 'DequantizeLinear']);

/**
 * The tensor that the last layer before a value reads, as floats where the layer computes in integers.
 * @returns null where no layer is found without passing a branch, a sum of two values, or an operator that is no part of one
 */
export function layerInput({ graph }: Model, value: string): string | null {
  const makers = new Map<string, Node>(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const isWeight = (name: string | undefined): boolean => {
    if (name === undefined || name === '') return false;
    if (graph.initializers.has(name)) return true;
    const maker = makers.get(name);
    return maker?.op === 'Constant' || (maker !== undefined && ON_A_WEIGHT.has(maker.op) && isWeight(maker.inputs[0]));
  };
  let at: string | undefined = value;
  for (let node = makers.get(at); node !== undefined; node = makers.get(at)) {
    const [first, second]: readonly (string | undefined)[] = node.inputs;
    if (LAYERS.has(node.op)) return isWeight(second) ? floatsOf(first!, makers) : null;
    if (BEHIND_A_LAYER.has(node.op)) at = first;
    else if (WITH_A_WEIGHT.has(node.op)) at = behindScale(first!, second!, { isWeight, makers });
    else return null;
    if (at === undefined) return null;
  }
  return null;
}

/** A network that quantises as it runs multiplies by a scale that it has just computed. */
function behindScale(
  a: string,
  b: string,
  { isWeight, makers }: { isWeight: (name: string) => boolean; makers: ReadonlyMap<string, Node> },
): string | undefined {
  const isScale = (name: string): boolean => {
    const maker = makers.get(name);
    if (isWeight(name)) return true;
    if (maker?.op === 'DynamicQuantizeLinear') return true;
    return maker?.op === 'Mul' && maker.inputs.every(isScale);
  };
  if (isScale(b)) return a;
  return isScale(a) ? b : undefined;
}

function floatsOf(value: string, makers: ReadonlyMap<string, Node>): string {
  const maker = makers.get(value);
  return maker?.op === 'DynamicQuantizeLinear' ? maker.inputs[0]! : value;
}
