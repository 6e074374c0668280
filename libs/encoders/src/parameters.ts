/** @file How large a network is, in the unit in which papers say it. */
import type { DataType, Model, Tensor } from '@regatta/onnx';

/** Types of weights; integers of 32 and 64 bits are shapes, axes and indices. */
const WEIGHT_TYPES: ReadonlySet<DataType> = new Set<DataType>([
  'float32',
  'float16',
  'bfloat16',
  'float64',
  'int8',
  'uint8',
  'int4',
  'uint4',
]);

/** Elements of all weights, those in Constant nodes included; scalars are settings. */
export function countParameters({ graph }: Model): number {
  const constants = graph.nodes.flatMap(({ op, attributes }) => {
    const value = op === 'Constant' ? attributes.get('value') : undefined;
    return value?.kind === 'tensor' ? [value.value] : [];
  });
  const tensors: Tensor[] = [...graph.initializers.values(), ...constants];
  const weights = tensors.filter(({ dtype, shape }) => WEIGHT_TYPES.has(dtype) && shape.length > 0);
  return weights.reduce((sum, { size }) => sum + size, 0);
}
