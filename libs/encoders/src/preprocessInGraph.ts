/** @file The end of the preprocessing as nodes: from bytes to what the network was trained on. */
import {
  Tensor,
  dataTypeCode,
  replaceInput,
  type Dimension,
  type GraphBuilder,
  type Model,
  type Value,
} from '@regatta/onnx';
import { outputSide, type Preprocessing } from '@regatta/vision';
import { EncoderError } from './errors.ts';
import type { GraphSpec } from './spec.ts';

/** The model that takes uint8 [batch, side, side, 3] under this name instead of the network's own input. */
export function preprocessInGraph(model: Model, spec: GraphSpec, inputName: string): Model {
  const { input, preprocessing } = spec;
  const side = outputSide(preprocessing);
  const built = replaceInput(model, input.name, (graph, replaced) => {
    const dtype = checkInput(replaced, spec, side);
    const image = graph.input(inputName, 'uint8', ['batch', side, side, 3]);
    if (dtype === 'uint8') return toLayout(graph, image, input);
    // Mean and deviation are those of red, green, blue, whatever order the network wants.
    const normalised = toLayout(graph, normalise(graph, image, preprocessing), input);
    return dtype === 'float32' ? normalised : graph.node('Cast', [normalised], { to: dataTypeCode(dtype) });
  });
  // What the file says about inner values may be true of its own batch size only; it is a note, and the runtime knows better.
  return { ...built, graph: { ...built.graph, valueInfo: new Map() } };
}

/**
 * (x * rescale - mean) / std in float32, as torchvision computes it: a division by 255, not a product with its inverse.
 */
function normalise(graph: GraphBuilder, image: string, { rescale, mean, std }: Preprocessing): string {
  const perChannel = (values: readonly number[]) =>
    graph.constant(Tensor.of('float32', [3], Float32Array.from(values)));
  let value = graph.node('Cast', [image], { to: dataTypeCode('float32') }, { name: 'preprocessing/cast' });
  const divisor = Math.fround(1 / rescale);
  if (divisor !== 1) {
    const scalar = graph.constant(Tensor.scalar('float32', divisor));
    value = graph.node('Div', [value, scalar], {}, { name: 'preprocessing/rescale' });
  }
  if (mean.some((each) => each !== 0)) {
    value = graph.node('Sub', [value, perChannel(mean)], {}, { name: 'preprocessing/centre' });
  }
  if (std.some((each) => each !== 1)) {
    value = graph.node('Div', [value, perChannel(std)], {}, { name: 'preprocessing/scale' });
  }
  return value;
}

function toLayout(graph: GraphBuilder, rgb: string, { layout, channels }: GraphSpec['input']): string {
  const nhwc = channels === 'bgr' ? reverseChannels(graph, rgb) : rgb;
  if (layout === 'nhwc') return nhwc;
  return graph.node('Transpose', [nhwc], { perm: [0, 3, 1, 2] }, { name: 'preprocessing/planes' });
}

function reverseChannels(graph: GraphBuilder, nhwc: string): string {
  const order = graph.constant(Tensor.of('int64', [3], [2, 1, 0]));
  return graph.node('Gather', [nhwc, order], { axis: 3 }, { name: 'preprocessing/channels' });
}

const FLOATS = ['float32', 'float16', 'float64'] as const;

/** What the file says of its input must fit what it will be given. @returns the type of its elements */
function checkInput(replaced: Value, spec: GraphSpec, side: number): (typeof FLOATS)[number] | 'uint8' {
  const { name, input, preprocessing } = spec;
  const whose = `The input "${input.name}" of encoder "${name}"`;
  const type = replaced.type?.kind === 'tensor' ? replaced.type : null;
  const dtype = type?.dtype ?? 'float32';
  const shape = type?.shape ?? null;
  const [channels, height, width] = input.layout === 'nchw' ? [1, 2, 3] : [3, 1, 2];
  const fits = (dimension: Dimension | undefined, expected: number) =>
    typeof dimension !== 'number' || dimension === expected;
  if (shape !== null && shape.length !== 4) {
    throw new EncoderError(
      `${whose} is [${shape.join(', ')}], expected four dimensions, as images have. Name the input that takes images in ` +
        'input.name, or export a network that has one.',
    );
  }
  if (shape !== null && !fits(shape[channels], 3)) {
    const expected = input.layout === 'nchw' ? '[batch, 3, height, width]' : '[batch, height, width, 3]';
    throw new EncoderError(
      `${whose} is [${shape.join(', ')}], expected ${expected} for the layout ${input.layout}. Set input.layout in its manifest.`,
    );
  }
  const isNumber = (length: Dimension | undefined): length is number => typeof length === 'number';
  if (isNumber(shape?.[height]) && isNumber(shape[width]) && shape[height] !== shape[width]) {
    throw new EncoderError(
      `${whose} takes images of ${shape[height]} x ${shape[width]}; only square ones can be given to it. Export it for a ` +
        'square, or with dynamic height and width.',
    );
  }
  if (shape !== null && !(fits(shape[height], side) && fits(shape[width], side))) {
    throw new EncoderError(
      `${whose} takes images of ${shape[height]} x ${shape[width]}, its preprocessing gives ${side} x ${side}. ` +
        'Set the size of the crop (or of the exact resize) to what the network takes.',
    );
  }
  if (dtype === 'uint8' && !takesPixelsAsTheyAre(preprocessing)) {
    throw new EncoderError(
      `${whose} is uint8, so the network normalises by itself: expected rescale: 1, mean: [0, 0, 0] and std: [1, 1, 1].`,
    );
  }
  const known = [...FLOATS, 'uint8' as const].find((each) => each === dtype);
  if (known === undefined) throw new EncoderError(`${whose} is ${dtype}, expected one of ${FLOATS.join(', ')}, uint8.`);
  return known;
}

function takesPixelsAsTheyAre({ rescale, mean, std }: Preprocessing): boolean {
  return rescale === 1 && mean.every((value) => value === 0) && std.every((value) => value === 1);
}
