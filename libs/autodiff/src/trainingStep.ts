/** @file One step of training as a graph: forward, loss, gradients, and the next value of everything that is trained. */
import { GraphBuilder, Tensor, dropDead, type Model, type ValueName } from '@regatta/onnx';
import { backpropagate } from './backpropagate.ts';
import { unitGradient } from './crossEntropy.ts';
import { AutodiffError } from './errors.ts';
import { Ops } from './ops.ts';
import { COEFFICIENTS, momentsOf, update, type Optimizer } from './optimizer.ts';

export interface TrainedParameter {
  /** An input of the model: see `initializersToInputs`. */
  readonly name: ValueName;
  /** Times the learning rate: layer-wise decay, parameter groups. @default 1 */
  readonly learningRateScale?: number;
  /** Decoupled weight decay (AdamW), usually none for biases and norms. @default 0 */
  readonly weightDecay?: number;
}

export interface TrainingStepOptions {
  /** A scalar of the model. */
  readonly loss: ValueName;
  readonly parameters: readonly TrainedParameter[];
  readonly optimizer: Optimizer;
  /** The gradients of all parameters together are made at most this long. @default no limit */
  readonly clipNorm?: number;
  /** Further inputs that go round: name -> the value that takes its place (running statistics). */
  readonly carried?: ReadonlyMap<ValueName, ValueName>;
}

export interface TrainingStep {
  /** Takes batch, state and coefficients; gives the next state, the loss and the length of the gradient. */
  readonly model: Model;
  /** What goes round: input -> output that is its next value. Parameters, their moments, and what was carried. */
  readonly state: ReadonlyMap<ValueName, ValueName>;
  /** The moments before the first step. */
  readonly moments: ReadonlyMap<ValueName, Tensor>;
  /** Input for `stepCoefficients`, float32 [3]. */
  readonly coefficients: ValueName;
  readonly loss: ValueName;
  /** Length of the gradient over all parameters, before it was clipped. */
  readonly gradientNorm: ValueName;
}

/** Added to the length by which gradients are divided, as in PyTorch's clip_grad_norm_. */
const CLIP_EPSILON = 1e-6;

/**
 * Turns a model with a loss into a graph that makes one step of training.
 * @throws {AutodiffError} when a parameter is no input or the loss does not depend on it, and as `backpropagate`
 */
export function trainingStep(model: Model, options: TrainingStepOptions): TrainingStep {
  const { loss, parameters, optimizer, clipNorm, carried = new Map<ValueName, ValueName>() } = options;
  const names = parameters.map(({ name }) => name);
  if (names.length === 0) throw new AutodiffError('There is nothing to train: give at least one parameter.');
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  const closed = names.filter((name) => !inputs.has(name));
  if (closed.length > 0) {
    throw new AutodiffError(
      `Expected parameters to be inputs, these are not: ${closed.join(', ')}. Use initializersToInputs.`,
    );
  }
  const seeded = GraphBuilder.extend(model);
  const upstream = new Map([[loss, unitGradient(seeded)]]);
  const made = backpropagate(seeded.build(), { upstream, wanted: names });
  const apart = names.filter((name) => !made.gradients.has(name));
  if (apart.length > 0) throw new AutodiffError(`The loss does not depend on: ${apart.join(', ')}.`);

  const graph = GraphBuilder.extend({ ...made.model, graph: { ...made.model.graph, outputs: [] } });
  const g = new Ops(graph);
  const coefficients = graph.input(graph.freshName('coefficients'), 'float32', [COEFFICIENTS]);
  const [rate, epsilon, learningRate] = [0, 1, 2].map((i) => g.reshape(g.slice(coefficients, 0, i, i + 1), []));
  const gradientNorm = lengthOf(g, [...made.gradients.values()]);
  const factor = clipNorm === undefined ? null : clipFactor(g, gradientNorm, clipNorm);

  const state = new Map<ValueName, ValueName>();
  const moments = new Map<ValueName, Tensor>();
  for (const { name, learningRateScale: scale = 1, weightDecay = 0 } of parameters) {
    const shape = g.shapeOf(name);
    const own = momentsOf(optimizer).map((moment) =>
      graph.input(graph.freshName(`${name}/${moment}`), 'float32', shape),
    );
    for (const moment of own) moments.set(moment, zeros(shape));
    const gradient = made.gradients.get(name)!;
    const next = update(g, optimizer, {
      parameter: name,
      gradient: factor === null ? gradient : g.mul(gradient, factor),
      moments: own,
      rate: rate!,
      epsilon: epsilon!,
      learningRate: learningRate!,
      scale,
      weightDecay,
    });
    state.set(name, next.next);
    own.forEach((moment, i) => state.set(moment, next.moments[i]!));
  }
  for (const [input, value] of carried) state.set(input, value);
  for (const value of new Set([...state.values(), loss, gradientNorm])) graph.output(value);
  const built = graph.build();
  // Inputs and nodes that only served other outputs of the model are no part of a step.
  return { model: { ...built, graph: dropDead(built.graph) }, state, moments, coefficients, loss, gradientNorm };
}

/** √(Σ g²) over all gradients. */
function lengthOf(g: Ops, gradients: readonly ValueName[]): ValueName {
  const squares = gradients.map((gradient) => g.sum(g.square(gradient), [...g.shapeOf(gradient).keys()], false));
  return g.node('Sqrt', [squares.reduce((a, b) => g.add(a, b))]);
}

/** min(1, limit / (length + ε)) */
function clipFactor(g: Ops, length: ValueName, limit: number): ValueName {
  if (!(limit > 0)) throw new AutodiffError(`Expected a length above 0 to clip gradients to, got ${limit}.`);
  return g.node('Min', [g.div(g.scalar(limit, length), g.shift(length, CLIP_EPSILON)), g.scalar(1, length)]);
}

function zeros(shape: readonly number[]): Tensor {
  return Tensor.of('float32', shape, new Float32Array(shape.reduce((size, n) => size * n, 1)));
}
