/**
 * @file What a network says about itself, as the manifest that a person would write for it, and what it does not say, as
 * questions. A guess about normalisation would cost accuracy in silence, so it is asked for and never assumed.
 */
import type { Dimension, Model, TensorType } from '@regatta/onnx';
import { outputSide } from '@regatta/vision';
import { EncoderError } from './errors.ts';
import { layerInput } from './layerInput.ts';
import { readPreprocessorConfig } from './preprocessorConfig.ts';
import { outputTaps, type TapCandidate } from './taps.ts';

export interface ProposalSource {
  /** Of the encoder. */
  readonly name: string;
  /** Path of the network as the manifest shall name it. */
  readonly file: string;
  /** The parsed `preprocessor_config.json` beside it, where there is one. */
  readonly config?: unknown;
}

export interface ManifestProposal {
  readonly yaml: string;
  /** What must be checked or corrected in it; empty when the network says everything. */
  readonly questions: readonly string[];
}

const USUAL_SIDE = 224;
const FEATURE_NAME = /embed|feature|pool|repr|cls/i;
const CLASSIFIER_NAME = /logit|prob|class|score|softmax|prediction/i;
const CHECK = 'CHECK';

interface ImageInput {
  readonly name: string;
  readonly layout: 'nchw' | 'nhwc';
  /** null: the network takes any. */
  readonly side: number | null;
  readonly isUint8: boolean;
}

/** @throws {EncoderError} nothing in the network could be an image, or a feature */
export function proposeManifest(network: Model, { name, file, config }: ProposalSource): ManifestProposal {
  const questions: string[] = [];
  const input = imageInput(network, name, questions);
  const tap = proposeTap(network, name, questions);
  const yaml = [
    `name: ${name}`,
    `weights: ${JSON.stringify(file)}`,
    `input: {name: ${JSON.stringify(input.name)}, layout: ${input.layout}}`,
    ...preprocessingLines(input, config, questions),
    `tap: ${tap}`,
    'licence: unknown',
    '',
  ].join('\n');
  return { yaml, questions };
}

function imageInput(network: Model, encoder: string, questions: string[]): ImageInput {
  const { inputs, initializers } = network.graph;
  const all = inputs.filter(({ name }) => !initializers.has(name));
  const tensors = all.map(({ name, type }) => ({ name, type: type?.kind === 'tensor' ? type : null }));
  const images = tensors.filter(({ type }) => type === null || type.shape === null || type.shape.length === 4);
  const [image] = images;
  if (image === undefined) {
    const said = tensors.map(({ name, type }) => `${name} [${type?.shape?.join(', ') ?? '?'}]`).join(', ');
    throw new EncoderError(`The network of encoder "${encoder}" has no input of four dimensions for images: ${said}.`);
  }
  if (images.length > 1) questions.push(`input: which of ${images.map(({ name }) => name).join(', ')} is the image?`);
  const { layout, side } = imageShape(image.type, questions);
  return { name: image.name, layout, side, isUint8: image.type?.dtype === 'uint8' };
}

function imageShape(type: TensorType | null, questions: string[]): Pick<ImageInput, 'layout' | 'side'> {
  const shape: readonly (Dimension | undefined)[] = type?.shape ?? [];
  const isPlanes = shape[1] === 3;
  const isPixels = shape[3] === 3;
  if (isPlanes === isPixels) questions.push('input.layout: channels first (nchw) or last (nhwc)?');
  const layout = isPixels && !isPlanes ? 'nhwc' : 'nchw';
  const [height, width] = layout === 'nchw' ? [shape[2], shape[3]] : [shape[1], shape[2]];
  if (typeof height === 'number' && typeof width === 'number' && height !== width) {
    throw new EncoderError(`The network takes images of ${height} x ${width}; only square ones can be given to it.`);
  }
  const side = [height, width].find((each) => typeof each === 'number');
  return { layout, side: side ?? null };
}

function preprocessingLines(input: ImageInput, config: unknown, questions: string[]): string[] {
  if (config !== undefined) {
    const { preprocessing, reason } = readPreprocessorConfig(config);
    const given = preprocessing && outputSide(preprocessing);
    if (preprocessing !== null && (input.side ?? given) === given) {
      return [`preprocessing: ${JSON.stringify(preprocessing)} # of preprocessor_config.json`];
    }
    const why = reason ?? `it gives ${given} x ${given} pixels, and the network takes ${input.side} x ${input.side}`;
    questions.push(`preprocessing: preprocessor_config.json could not be taken over: ${why}.`);
  }
  if (input.side === null) {
    questions.push(`preprocessing: the network takes any size; ${USUAL_SIDE} is usual. What was it trained on?`);
  }
  return guessedLines({ side: input.side ?? USUAL_SIDE, isUint8: input.isUint8 }, questions);
}

function guessedLines({ side, isUint8 }: { side: number; isUint8: boolean }, questions: string[]): string[] {
  const geometry = [
    `  resize: {mode: shorter, size: ${side}, interpolation: bicubic}`,
    `  crop: {size: ${side}, offset: half-even}`,
  ];
  if (isUint8) return ['preprocessing:', ...geometry, '  rescale: 1', '  mean: [0, 0, 0]', '  std: [1, 1, 1]'];
  questions.push(
    'preprocessing: the resize, mean and std that the network was trained with. Below are those of ImageNet; CLIP has ' +
      'mean [0.48145466, 0.4578275, 0.40821073] and std [0.26862954, 0.26130258, 0.27577711], many others 0.5 and 0.5.',
  );
  return [
    `preprocessing: # ${CHECK}: as the network was trained`,
    ...geometry,
    '  mean: [0.485, 0.456, 0.406]',
    '  std: [0.229, 0.224, 0.225]',
  ];
}

/** The tap's YAML. */
function proposeTap(network: Model, encoder: string, questions: string[]): string {
  const outputs = outputTaps(network);
  const named = outputs.filter(({ tensor }) => FEATURE_NAME.test(tensor) && !CLASSIFIER_NAME.test(tensor));
  const [best] = [...named.filter(({ pooling }) => pooling === 'none'), ...named, ...outputs];
  if (best === undefined) throw new EncoderError(`The network of encoder "${encoder}" has no output.`);
  const before = layerInput(network, best.tensor);
  if (before !== null && CLASSIFIER_NAME.test(best.tensor)) {
    questions.push(
      `tap: "${best.tensor}" is called like the answers of a classifier; the features before it are "${before}".`,
    );
    return `${JSON.stringify(before)} # ${CHECK}`;
  }
  const isSure = outputs.length === 1 || (named.length === 1 && named[0] === best);
  if (!isSure) questions.push(`tap: which of ${outputs.map(({ tensor }) => tensor).join(', ')} is the feature?`);
  return tapYaml(best, isSure, questions);
}

function tapYaml({ tensor, shape, pooling }: TapCandidate, isSure: boolean, questions: string[]): string {
  const shown = shape === null ? '' : ` [${shape.map((length) => length ?? '?').join(', ')}]`;
  if (pooling === null) {
    questions.push(`tap: the network does not say how many dimensions "${tensor}"${shown} has; expected [batch, d].`);
  }
  if (pooling === 'cls')
    questions.push(`tap: "${tensor}"${shown} has a row per token: the first (cls), or their mean?`);
  const isChecked = isSure && pooling !== null && pooling !== 'cls';
  const comment = shown === '' && isChecked ? '' : ` #${isChecked ? '' : ` ${CHECK}`}${shown}`;
  const text = JSON.stringify(tensor);
  return `${pooling === null || pooling === 'none' ? text : `{tensor: ${text}, pooling: ${pooling}}`}${comment}`;
}
