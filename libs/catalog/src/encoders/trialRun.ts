/** @file The first run of an encoder, when it is added: what is wrong with it must come to light now, not on a worker. */
import {
  ENCODER_INPUT,
  ENCODER_OUTPUT,
  EncoderError,
  buildEncoder,
  relativeDifference,
  type EncoderSpec,
} from '@regatta/encoders';
import { Tensor } from '@regatta/onnx';
import { SessionError, createSession, type Session } from '@regatta/runtime';
import { Random } from '@regatta/tensor';
import { CatalogError } from '../errors.ts';
import type { NetworkFacts } from './encoderEntry.ts';

/** What helps against nearly all that the runtime refuses. */
const EXPORT_AGAIN =
  'Export the network again, in inference mode, with a dynamic batch axis and operators of ONNX alone.';

/** Features of one image alone and beside another may differ in their last bits. */
const RELATIVE_DIFFERENCE_MAX = 1e-3;

/**
 * Builds the encoder and runs it on two images of noise, together and one of them alone.
 * @throws {CatalogError} it cannot be built or run, gives no finite row per image, the same for every image, or another
 *   one for an image that is not alone
 */
export async function trialRun(weights: Uint8Array, spec: EncoderSpec): Promise<NetworkFacts> {
  try {
    const { model, side, parameters } = buildEncoder(weights, spec);
    const session = await createSession(model, { provider: 'cpu' });
    try {
      return { dimension: await checkFeatures(session, side), parameters };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof EncoderError) throw new CatalogError(error.message, { cause: error });
    if (error instanceof SessionError || error instanceof BadFeatures) {
      const cure = error instanceof BadFeatures ? '' : ` ${EXPORT_AGAIN}`;
      throw new CatalogError(
        `The encoder "${spec.name}" was built, but its trial run failed: ${error.message}${cure}`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

class BadFeatures extends Error {
  override readonly name = 'BadFeatures';
}

/** @returns the length of a feature */
async function checkFeatures(session: Session, side: number): Promise<number> {
  const random = new Random('trial run');
  const noise = Uint8Array.from({ length: 2 * side * side * 3 }, () => random.integer(256));
  const both = await features(session, [2, side, side, 3], noise);
  const [rows, dimension] = both.shape;
  if (both.shape.length !== 2 || rows !== 2 || dimension === undefined || dimension < 1) {
    throw new BadFeatures(
      `Expected features [batch, d], got [${both.shape.join(', ')}] for two images. Set another tap or pooling.`,
    );
  }
  if (!both.data.every(Number.isFinite)) {
    throw new BadFeatures(
      'Its features of noise are not finite numbers. Check preprocessing, and the precision of the file.',
    );
  }
  const [first, second] = [both.data.subarray(0, dimension), both.data.subarray(dimension)];
  if (first.every((value, i) => value === second[i])) {
    throw new BadFeatures('It gives two different images the same features. Tap a tensor that depends on the image.');
  }
  const alone = await features(session, [1, side, side, 3], noise.subarray(0, side * side * 3));
  const difference = relativeDifference(first, alone.data);
  if (!(difference <= RELATIVE_DIFFERENCE_MAX)) {
    throw new BadFeatures(
      `The features of an image change by ${difference.toPrecision(2)} of their size when another lies beside it. ` +
        'Export the network in inference mode (in PyTorch: model.eval()) and with a dynamic batch axis.',
    );
  }
  return dimension;
}

async function features(session: Session, shape: readonly number[], pixels: Uint8Array) {
  const outputs = await session.run({ [ENCODER_INPUT]: Tensor.of('uint8', shape, pixels) });
  const { shape: found, data } = outputs[ENCODER_OUTPUT]!;
  return { shape: found, data: data as Float32Array };
}
