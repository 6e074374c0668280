/**
 * @file Several steps of training in one run: an ONNX Loop around a step, whose state goes round inside. On a GPU it then
 * stays on the device from step to step.
 */
import { GraphBuilder, Tensor, renameInNode, tensorValue } from '@regatta/onnx';
import type { Graph, Model, TensorType, ValueName } from '@regatta/onnx';
import { AutodiffError } from './errors.ts';
import type { TrainingStep } from './trainingStep.ts';

export interface TrainingLoopOptions {
  /** Steps of one run. */
  readonly steps: number;
  /** Inputs of the step that change with every step; the loop takes them stacked, [steps, ...]. */
  readonly batch: readonly ValueName[];
}

export interface TrainingLoop {
  /** Inputs are those of the step, those of the batch and the coefficients stacked; outputs are named as the step's. */
  readonly model: Model;
  readonly steps: number;
  /** As the step's: input -> output that is its value after the last step. */
  readonly state: ReadonlyMap<ValueName, ValueName>;
  /** Of every step, float32 [steps]. */
  readonly loss: ValueName;
  readonly gradientNorm: ValueName;
}

/** @throws {AutodiffError} when an input of the batch does not exist */
export function trainingLoop(step: TrainingStep, { steps, batch }: TrainingLoopOptions): TrainingLoop {
  const { graph } = step.model;
  const typeOf = new Map(graph.inputs.map(({ name, type }) => [name, type as TensorType]));
  const stacked = [...batch, step.coefficients];
  for (const name of stacked) {
    if (!typeOf.has(name))
      throw new AutodiffError(`The step has no input "${name}". Inputs: ${[...typeOf.keys()].join(', ')}.`);
  }
  const results = [step.loss, step.gradientNorm];
  const outer = new GraphBuilder({ name: 'training' }, { ...step.model, graph: outerGraph(step, stacked, steps) });
  const trips = outer.constant(Tensor.scalar('int64', steps), 'steps');
  const inner = (name: ValueName) => `step/${name}`;
  const body = bodyGraph(step, stacked, inner);
  const made = [...step.state.values(), ...results];
  outer.add({
    op: 'Loop',
    domain: '',
    name: 'steps',
    inputs: [trips, '', ...step.state.keys()],
    outputs: made,
    attributes: new Map([['body', { kind: 'graph', value: body }]]),
  });
  for (const name of step.state.values()) outer.output(name, 'float32', null);
  for (const name of results) outer.output(name, 'float32', [steps]);
  return { model: outer.build(), steps, state: step.state, loss: step.loss, gradientNorm: step.gradientNorm };
}

/** Inputs and constants around the loop; the body sees the constants. */
function outerGraph({ model: { graph } }: TrainingStep, stacked: readonly ValueName[], steps: number): Graph {
  const inputs = graph.inputs.map(({ name, type }) => {
    const { dtype, shape } = type as TensorType;
    return tensorValue(name, dtype, stacked.includes(name) ? [steps, ...shape!] : shape);
  });
  return { ...graph, inputs, nodes: [], outputs: [], valueInfo: new Map() };
}

/** The step, under names of its own for everything that the outer graph names too. */
function bodyGraph(step: TrainingStep, stacked: readonly ValueName[], inner: (name: ValueName) => ValueName): Graph {
  const { graph } = step.model;
  const results = [step.loss, step.gradientNorm];
  const taken = [...stacked, ...step.state.keys(), ...step.state.values(), ...results];
  const names = new Map(taken.map((name) => [name, inner(name)]));
  const [turn, goOn] = [inner('turn'), inner('go on')];
  const typeOf = new Map(graph.inputs.map(({ name, type }) => [name, type as TensorType]));
  const pick = stacked.map((name) => ({
    op: 'Gather',
    domain: '',
    name: inner(`pick ${name}`),
    inputs: [name, turn],
    outputs: [inner(name)],
    attributes: new Map([['axis', { kind: 'int' as const, value: 0 }]]),
  }));
  const keepGoing = {
    op: 'Identity',
    domain: '',
    name: inner('keep going'),
    inputs: [goOn],
    outputs: [inner('go on/next')],
    attributes: new Map(),
  };
  return {
    name: 'step',
    nodes: [...pick, keepGoing, ...graph.nodes.map((node) => renameInNode(node, names))],
    initializers: new Map(),
    inputs: [
      tensorValue(turn, 'int64', []),
      tensorValue(goOn, 'bool', []),
      ...[...step.state.keys()].map((name) => tensorValue(inner(name), 'float32', typeOf.get(name)!.shape)),
    ],
    outputs: [
      tensorValue(inner('go on/next'), 'bool', []),
      ...[...step.state.values()].map((name) => tensorValue(inner(name), 'float32', null)),
      ...results.map((name) => tensorValue(inner(name), 'float32', [])),
    ],
    valueInfo: new Map(),
  };
}
