/**
 * @file From a network as it was exported to what a worker runs: pixels in, one feature per image out. Cast, normalise and
 * transpose become nodes in front, the tap becomes the one output, and what follows it is cut off.
 */
import { GraphError, OPSET_MAX, parseModel, selectOutputs, type Model } from '@regatta/onnx';
import { outputSide } from '@regatta/vision';
import { EncoderError } from './errors.ts';
import { freeNames } from './freeNames.ts';
import { mixesImages, oneImageAtATime } from './oneImageAtATime.ts';
import { countParameters } from './parameters.ts';
import { poolTap } from './poolTap.ts';
import { layerInput } from './layerInput.ts';
import { preprocessInGraph } from './preprocessInGraph.ts';
import type { GraphSpec } from './spec.ts';
import type { Tap } from './tap.ts';
import { describeTaps } from './taps.ts';

/** The built network's one input: uint8 [batch, side, side, 3]. */
export const ENCODER_INPUT = 'image';
/** The built network's one output: float32 [batch, d]. */
export const ENCODER_OUTPUT = 'features';

export interface BuiltEncoder {
  readonly model: Model;
  /** Side of the square input. @unit pixels */
  readonly side: number;
  /** Numbers that training has decided, as far as the tap needs them. */
  readonly parameters: number;
}

/**
 * @param weights an ONNX file
 * @throws {EncoderError} the file is no network, or not as the spec says: what is there instead stands in the message
 */
export function buildEncoder(weights: Uint8Array, spec: GraphSpec): BuiltEncoder {
  const network = readNetwork(weights, spec.name);
  try {
    return build(network, spec);
  } catch (error) {
    if (error instanceof GraphError) {
      throw new EncoderError(`Cannot build encoder "${spec.name}": ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Parses an exported network. @param name of the encoder, for messages @throws {EncoderError} */
export function readNetwork(weights: Uint8Array, name: string): Model {
  let model: Model;
  try {
    model = parseModel(weights);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EncoderError(`The weights of encoder "${name}" are no ONNX network: ${why} Fetch or export them again.`, {
      cause,
    });
  }
  const outside = [...model.graph.initializers].find(([, tensor]) => tensor.external !== null);
  if (outside !== undefined) {
    throw new EncoderError(
      `The network of encoder "${name}" keeps its weights in a second file, "${outside[1].external!.location}": ` +
        'join them with `joinExternalData` first.',
    );
  }
  const opset = model.opsets.get('');
  if (opset !== undefined && opset > OPSET_MAX) {
    throw new EncoderError(
      `The network of encoder "${name}" is of opset ${opset}, the newest that is known here is ${OPSET_MAX}. Export it ` +
        'again with an older one (in PyTorch: opset_version=18).',
    );
  }
  return model;
}

function build(network: Model, spec: GraphSpec): BuiltEncoder {
  const { name, input } = spec;
  const tap = resolveTap(network, spec);
  const inputs = network.graph.inputs.map((value) => value.name).filter((value) => !isInitializer(network, value));
  if (!inputs.includes(input.name)) {
    throw new EncoderError(
      `The network of encoder "${name}" has no input "${input.name}". Its inputs: ${inputs.join(', ')}.`,
    );
  }
  const tapped = selectOutputs(network, [tap.tensor]);
  const needed = tapped.graph.inputs.map((value) => value.name).filter((value) => !isInitializer(network, value));
  if (!needed.includes(input.name)) {
    throw new EncoderError(
      `The tensor "${tap.tensor}" of encoder "${name}" does not depend on the input "${input.name}".`,
    );
  }
  const others = needed.filter((value) => value !== input.name).map((value) => `"${value}"`);
  if (others.length > 0) {
    throw new EncoderError(
      `The tensor "${tap.tensor}" of encoder "${name}" needs inputs other than the image: ${others.join(', ')}.`,
    );
  }
  const { model, names } = freeNames(tapped, [ENCODER_INPUT, ENCODER_OUTPUT]);
  const renamed = { ...spec, input: { ...input, name: names(input.name) }, tap: { ...tap, tensor: names(tap.tensor) } };
  const side = outputSide(spec.preprocessing);
  const built = preprocessInGraph(poolTap(model, renamed, ENCODER_OUTPUT), renamed, ENCODER_INPUT);
  return {
    model: mixesImages(built) ? oneImageAtATime(built, { input: ENCODER_INPUT, output: ENCODER_OUTPUT, side }) : built,
    side,
    parameters: countParameters(tapped),
  };
}

/** The tap by the tensor that it means in this network. */
function resolveTap(network: Model, { name, tap: { before, ...tap } }: GraphSpec): Tap {
  const isComputed = network.graph.nodes.some(({ outputs }) => outputs.includes(tap.tensor));
  if (!isComputed) {
    throw new EncoderError(
      `The network of encoder "${name}" has no tensor "${tap.tensor}" to tap. ${describeTaps(network, tap.tensor)}`,
    );
  }
  if (before === undefined) return tap;
  const read = layerInput(network, tap.tensor);
  if (read !== null) return { ...tap, tensor: read };
  throw new EncoderError(
    `The tensor "${tap.tensor}" of encoder "${name}" is not made by a layer alone (a product with weights, with or without ` +
      `bias and scale), so there is no tap before it. ${describeTaps(network, '')}`,
  );
}

/** Files of old versions list their weights among the inputs. */
const isInitializer = (model: Model, name: string) => model.graph.initializers.has(name);
