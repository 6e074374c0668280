/**
 * @file Zero-shot classification with prompt ensembles, as CLIP's authors do it: the features of all prompts of a class are
 * scaled to length 1, averaged, and scaled again; an image is of the class whose feature lies nearest.
 *
 *   w_c = unit(Σ_t unit(text_ct)),   z_ic = scale · unit(x_i) · w_c + bias
 *   probabilities: softmax over c of z_ic, or 1 / (1 + exp(-z_ic)) per class where there is a bias (SigLIP)
 *
 * Source: openai/CLIP, `notebooks/Prompt_Engineering_for_ImageNet.ipynb` (`zeroshot_classifier`); Zhai et al., Sigmoid Loss
 * for Language Image Pre-Training (2023). Differs from them in precision alone: lengths and means are float64 here.
 */
import { InputError } from '@regatta/metrics';
import { matrix, row, type Matrix } from '@regatta/tensor';
import { expectFeatures } from './checkTask.ts';
import { addUnit, cosineBlocks } from './cosines.ts';
import { holdBreath, type Breathe, type ProbeEngine } from './engine.ts';
import { topOf, writeSoftmax } from './softmax.ts';

/**
 * One direction per class.
 * @param text features of the prompts, class after class, shape [classes · prompts, d]
 * @returns shape [classes, d], rows of length 1
 * @throws {InputError} a number that is not finite, rows that are no whole number of classes, a feature without direction
 */
export function classDirections(text: Matrix, classes: number): Matrix {
  expectFeatures('text features', text);
  const prompts = text.rows / classes;
  if (!Number.isInteger(prompts)) {
    const message = `Expected as many prompts of each of ${classes} classes, got ${text.rows} in all.`;
    throw new InputError('length-mismatch', message);
  }
  const { columns: d } = text;
  const out = matrix(new Float32Array(classes * d), classes, d);
  for (let c = 0; c < classes; c++) {
    const sum = new Float64Array(d);
    for (let t = 0; t < prompts; t++) {
      const at = c * prompts + t;
      addUnit(sum, row(text, at), `the feature of prompt ${t} of class ${c}`);
    }
    const direction = new Float64Array(d);
    addUnit(direction, sum, `the mean of the prompts of class ${c}`);
    row(out, c).set(direction);
  }
  return out;
}

export interface ZeroShotTask {
  /** Features of images, shape [n, d]. */
  readonly images: Matrix;
  /** Of `classDirections`, shape [classes, d]. */
  readonly directions: Matrix;
  /** Multiplies a cosine; it decides probabilities and never the class. */
  readonly scale: number;
  /** Given for a sigmoid per class, null for a softmax over them. */
  readonly bias: number | null;
}

export interface ZeroShotResult {
  /** Class per image; of equal cosines the lower. */
  readonly prediction: Int32Array;
  /** Shape [n, classes]; the rows sum to 1 where there is no bias. */
  readonly probabilities: Float64Array;
}

/** @throws {InputError} features that are not finite, have no direction, or are of another width than those of the classes */
export async function zeroShot(
  { images, directions, scale, bias }: ZeroShotTask,
  engine: ProbeEngine,
  breathe: Breathe = holdBreath,
): Promise<ZeroShotResult> {
  const { rows: n } = images;
  const { rows: classes } = directions;
  const result = { prediction: new Int32Array(n), probabilities: new Float64Array(n * classes) };
  for await (const { start, count, cosines } of cosineBlocks(images, directions, { engine, breathe })) {
    for (let i = 0; i < count; i++) {
      const own = cosines.subarray(i * classes, (i + 1) * classes);
      result.prediction[start + i] = topOf(own);
      const out = result.probabilities.subarray((start + i) * classes, (start + i + 1) * classes);
      if (bias === null) writeSoftmax(own, { scale }, out);
      else writeSigmoids(own, { scale, bias }, out);
    }
  }
  return result;
}

function writeSigmoids(
  cosines: Float32Array,
  { scale, bias }: { scale: number; bias: number },
  out: Float64Array,
): void {
  for (let c = 0; c < cosines.length; c++) out[c] = 1 / (1 + Math.exp(-(scale * cosines[c]! + bias)));
}
