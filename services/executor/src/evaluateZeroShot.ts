/** @file Zero-shot for one cell: the features of its prompts, made or found, against the images' own. */
import type { Blobs } from '@regatta/blobs';
import { promptsFor } from '@regatta/encoders';
import type { DatasetManifest } from '@regatta/datasets';
import type { ZeroShotMethod } from '@regatta/jobs';
import { InputError } from '@regatta/metrics';
import { classDirections, zeroShot, type Breathe, type ProbeEngine, type ZeroShotResult } from '@regatta/probes';
import { takeRows, type Matrix } from '@regatta/tensor';
import type { EvaluatedSplit } from './evaluateSplit.ts';
import type { Features } from './features.ts';
import type { Objects } from './objects.ts';
import { textFeatures } from './textFeatures.ts';

export interface TextQuestion {
  /** Name of the encoder, for messages. */
  readonly encoder: string;
  readonly method: Pick<ZeroShotMethod, 'tower' | 'classNames' | 'templates'>;
  readonly split: EvaluatedSplit;
}

export interface ZeroShotQuestion extends TextQuestion {
  readonly method: ZeroShotMethod;
}

export interface TextData {
  readonly manifest: DatasetManifest;
  readonly features: Features;
}

export interface ZeroShotMachinery {
  readonly blobs: Blobs;
  readonly objects: Objects;
  readonly engine: ProbeEngine;
  readonly breathe: Breathe;
}

/**
 * Classes of the test images.
 * @throws {InputError} as `directionsOf`
 * @throws {EncoderError} the text tower is not as its spec says
 */
export async function predictZeroShot(
  question: ZeroShotQuestion,
  data: TextData,
  machinery: ZeroShotMachinery,
): Promise<ZeroShotResult> {
  const directions = await directionsOf(question, data, machinery);
  const { scale, bias } = question.method;
  const images = takeRows(data.features.matrix, question.split.test);
  return zeroShot({ images, directions, scale, bias }, machinery.engine, machinery.breathe);
}

/**
 * The direction of each class, by its prompts.
 * @throws {InputError} names for another number of classes, features that texts do not share, no image to look at
 * @throws {EncoderError} the text tower is not as its spec says
 */
export async function directionsOf(
  { encoder, method: { tower, classNames, templates }, split }: TextQuestion,
  { manifest, features }: TextData,
  { blobs, objects, breathe }: ZeroShotMachinery,
): Promise<Matrix> {
  const { classes } = manifest;
  if (split.test.length === 0) throw new InputError('empty', 'The split has no test image that can be read.');
  if (classNames.length !== classes.length) {
    const message = `Expected a name for each of ${classes.length} classes of ${manifest.name}, got ${classNames.length}: plan again.`;
    throw new InputError('length-mismatch', message);
  }
  const texts = promptsFor(classNames, templates);
  const text = await textFeatures({ encoder, tower, texts }, { blobs, objects, breathe });
  if (text.columns !== features.matrix.columns) {
    const message =
      `The features of texts have ${text.columns} numbers, those of images ${features.matrix.columns}: encoder ${encoder} ` +
      'is used with a tap that does not share the space of its texts.';
    throw new InputError('dimension-mismatch', message);
  }
  return classDirections(text, classes.length);
}
