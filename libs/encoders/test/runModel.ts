/** @file Runs a model in the tests of this lib, on one thread, so that its numbers are the same on every run. */
import { Tensor, type Model } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Feed {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes (uint8), numbers (float32), or ids (int64). */
  readonly data: Uint8Array | Float32Array | BigInt64Array;
}

/** The first output for one input. */
export async function runModel(model: Model, { name, shape, data }: Feed): Promise<Numbers> {
  const session = await createSession(model, { provider: 'cpu', threads: 1 });
  try {
    const output = (await session.run({ [name]: toTensor(shape, data) }))[session.outputs[0]!.name]!;
    return { shape: output.shape, data: output.data as Float32Array };
  } finally {
    await session.close();
  }
}

function toTensor(shape: readonly number[], data: Feed['data']): Tensor {
  if (data instanceof Uint8Array) return Tensor.of('uint8', shape, data);
  return data instanceof Float32Array ? Tensor.of('float32', shape, data) : Tensor.of('int64', shape, data);
}
