/** @file A first run of a text tower: is it one, and may a batch be narrower than its context? */
import {
  EncoderError,
  TextTower,
  relativeDifference,
  type TextTowerParts,
  type TextTowerSpec,
} from '@regatta/encoders';
import { SessionError } from '@regatta/runtime';
import { row, type Matrix } from '@regatta/tensor';

/** Of different lengths, so that padding shows. */
const TEXTS = ['a cat', 'a photo of a large dog in the snow.', 'the plastic sailing boat'];
/** Other shapes take other kernels, which differ in last bits. */
const RELATIVE_DIFFERENCE_MAX = 1e-4;

/**
 * @param dimension of the image features in the same space; null where it is not known
 * @returns the spec with the padding that is right for it
 * @throws {EncoderError} it gives no features of texts, the same for all, or of another length than those of images
 * @throws {SessionError} it cannot be run
 */
export async function trialTower(
  parts: TextTowerParts,
  { dimension }: { dimension: number | null },
): Promise<TextTowerSpec> {
  const features = await embed({ ...parts, spec: { ...parts.spec, padding: 'context' } });
  if (dimension !== null && features.columns !== dimension) {
    throw new EncoderError(
      `its features have ${features.columns} numbers, those of images ${dimension}. Name the tap that shares the space of ` +
        'texts as `text: {tap: …}`, or another output of the tower.',
    );
  }
  const [a, b] = [row(features, 0), row(features, 1)];
  if (relativeDifference(a, b) < RELATIVE_DIFFERENCE_MAX)
    throw new EncoderError('it gives the same features for every text.');
  return { ...parts.spec, padding: (await mayBeNarrow(parts, features)) ? 'longest' : 'context' };
}

/** True where features do not change when batches are only as wide as their longest text. */
async function mayBeNarrow(parts: TextTowerParts, expected: Matrix): Promise<boolean> {
  try {
    // One by one, each as wide as it is.
    for (const [i, text] of TEXTS.entries()) {
      const { data } = await embed({ ...parts, spec: { ...parts.spec, padding: 'longest' } }, [text]);
      if (relativeDifference(data, row(expected, i)) >= RELATIVE_DIFFERENCE_MAX) return false;
    }
    return true;
  } catch (error) {
    // Its context is written into the graph.
    if (error instanceof EncoderError || error instanceof SessionError) return false;
    throw error;
  }
}

async function embed(parts: TextTowerParts, texts = TEXTS): Promise<Matrix> {
  const tower = await TextTower.open(parts);
  try {
    return await tower.embed(texts);
  } finally {
    await tower.close();
  }
}
