/** @file The features of some images, by the session of a built encoder. */
import { ENCODER_INPUT, ENCODER_OUTPUT } from '@regatta/encoders';
import { Tensor } from '@regatta/onnx';
import type { Session } from '@regatta/runtime';
import type { Features } from './findings.ts';

/** @param pixels uint8 [count, side, side, 3] */
export async function runOn(session: Session, pixels: Uint8Array, side: number): Promise<Features> {
  const shape = [pixels.length / (side * side * 3), side, side, 3];
  const outputs = await session.run({ [ENCODER_INPUT]: Tensor.of('uint8', shape, pixels) });
  const { shape: found, data } = outputs[ENCODER_OUTPUT]!;
  return { data: data as Float32Array, d: found[1]! };
}
