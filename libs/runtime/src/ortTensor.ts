/** @file Tensors on their way into ONNX Runtime and back. Nothing is copied here; both sides hold the same memory. */
import { Tensor, type DataType } from '@regatta/onnx';
import { Tensor as OrtTensor } from 'onnxruntime-node';

/** Types that onnxruntime-node takes and gives at a session's edge; inside a graph ONNX Runtime knows more. */
const EDGE_TYPES: ReadonlySet<DataType> = new Set<DataType>([
  ...(['float32', 'float64', 'float16', 'bool', 'string'] as const),
  ...(['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const),
]);

export function isEdgeType(dtype: string): dtype is DataType {
  return EDGE_TYPES.has(dtype as DataType);
}

export function toOrt(tensor: Tensor): OrtTensor {
  const { dtype, shape, data } = tensor;
  if (dtype !== 'float16') return new OrtTensor(dtype as 'float32', data as Float32Array, shape);
  // The package would wrap the bits in a Float16Array, which its native half does not know and reads as empty.
  const bits = new OrtTensor('uint16', data as Uint16Array, shape);
  return Object.defineProperty(bits, 'type', { value: 'float16' });
}

export function fromOrt({ type, dims, data }: OrtTensor): Tensor {
  if (type !== 'float16') return Tensor.of(type, dims, data);
  const { buffer, byteOffset, length } = data as Uint16Array<ArrayBuffer>;
  return Tensor.of('float16', dims, new Uint16Array(buffer, byteOffset, length));
}
