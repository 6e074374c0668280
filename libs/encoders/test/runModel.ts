/** @file Runs a model in the tests of this lib, on one thread, so that its numbers are the same on every run. */
import { Tensor, type Model } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The first output for one input: bytes (uint8) or numbers (float32). */
export async function runModel(
  model: Model,
  input: { readonly name: string; readonly shape: readonly number[]; readonly data: Uint8Array | Float32Array },
): Promise<Numbers> {
  const session = await createSession(model, { provider: 'cpu', threads: 1 });
  try {
    const { name, shape, data } = input;
    const tensor = data instanceof Uint8Array ? Tensor.of('uint8', shape, data) : Tensor.of('float32', shape, data);
    const output = (await session.run({ [name]: tensor }))[session.outputs[0]!.name]!;
    return { shape: output.shape, data: output.data as Float32Array };
  } finally {
    await session.close();
  }
}
