/**
 * @file Reverse-mode differentiation of a graph: gradients become nodes of the same graph.
 *
 * From the outputs with a known gradient back to the wanted values, node by node: a node is visited when one of its outputs
 * has a gradient and a wanted value lies before one of its inputs; its rule gives the gradients of those inputs; what reaches
 * a value on several ways is added. (Griewank and Walther, Evaluating Derivatives, 2008, chapter 3.)
 */
import { GraphBuilder, NameSupply, allNamesIn, namesReadBy, nodeTitle, topologicalOrder } from '@regatta/onnx';
import type { DataType, Model, Node, ValueName } from '@regatta/onnx';
import { AutodiffError, MissingRuleError } from './errors.ts';
import { Ops } from './ops.ts';
import { Site, type Rule } from './rule.ts';
import { OUTPUTS_NEEDED, RULES, WITHOUT_GRADIENT, type DifferentiableOperator } from './rules.ts';

export interface BackpropagateOptions {
  /** Value -> the value that holds its gradient, of the same shape. For a scalar loss, that is 1. */
  readonly upstream: ReadonlyMap<ValueName, ValueName>;
  /** Values whose gradient is wanted: weights, inputs, or anything on the way. */
  readonly wanted: Iterable<ValueName>;
}

export interface Backpropagated {
  /** The model with the nodes of the gradients behind its own; its inputs and outputs are the same. */
  readonly model: Model;
  /** Wanted value -> its gradient. One that the upstream values do not depend on is missing. */
  readonly gradients: ReadonlyMap<ValueName, ValueName>;
}

/**
 * Adds the gradients of the wanted values to a model: of the sum over the upstream values of upstream · value. Nothing is
 * computed that no wanted value needs.
 * @throws {MissingRuleError} for an operator on the way that has no rule
 * @throws {AutodiffError} when a shape is not fixed, or a rule does not cover how a node uses its operator
 */
export function backpropagate(model: Model, { upstream, wanted }: BackpropagateOptions): Backpropagated {
  const nodes = topologicalOrder(model.graph.nodes);
  const isWanted = new Set(wanted);
  const dependent = valuesAfter(model, nodes, isWanted);
  const isOnPath = (node: Node) => reads(node, dependent) && node.outputs.some((name) => dependent.has(name));
  const path = nodesBefore(nodes, upstream.keys()).filter(isOnPath);
  const asked = withOutputsNeeded(model, nodes, new Set(path));
  const graph = GraphBuilder.extend(asked.model);
  const g = new Ops(graph);
  const arrived = new Map<ValueName, ValueName[]>([...upstream].map(([value, gradient]) => [value, [gradient]]));
  for (const node of asked.path.reverse()) {
    const gradients = node.outputs.map((name) => summed(g, arrived, name));
    if (gradients.every((gradient) => gradient === undefined)) continue;
    passThrough(g, node, gradients, dependent, arrived);
  }
  const found = [...isWanted].flatMap((name): [ValueName, ValueName][] => {
    const gradient = summed(g, arrived, name);
    return gradient === undefined ? [] : [[name, gradient]];
  });
  return { model: graph.build(), gradients: new Map(found) };
}

/** Applies the rule of a node and notes what it gives to each input that depends on a wanted value. */
function passThrough(
  g: Ops,
  node: Node,
  upstream: readonly (ValueName | undefined)[],
  dependent: ReadonlySet<ValueName>,
  arrived: Map<ValueName, ValueName[]>,
): void {
  const rule = ruleOf(node, g);
  const gradients = rule(new Site(g, node.op as DifferentiableOperator, node, upstream) as Site<never>);
  node.inputs.forEach((name, i) => {
    if (!dependent.has(name)) return;
    const gradient = gradients[i];
    if (gradient === null) return;
    if (gradient === undefined) {
      throw new AutodiffError(
        `${nodeTitle(node)}: no gradient passes to its input ${i} ("${name}"), which depends on a wanted value.`,
      );
    }
    const shape = g.shapeOf(name);
    const list = arrived.get(name) ?? [];
    arrived.set(name, [...list, g.sumTo(gradient(), shape)]);
  });
}

function ruleOf(node: Node, g: Ops): Rule<never> {
  if (node.domain === '' && Object.hasOwn(RULES, node.op))
    return RULES[node.op as DifferentiableOperator] as Rule<never>;
  const shapes = node.inputs.map((name) => `[${g.graph.typeOf(name)?.shape?.join(', ') ?? '?'}]`);
  throw new MissingRuleError(node, `No rule for ${nodeTitle(node)} with inputs of ${shapes.join(', ')}.`);
}

/** The gradient of a value: the sum of what arrived; undefined when nothing did. */
function summed(g: Ops, arrived: Map<ValueName, ValueName[]>, name: ValueName): ValueName | undefined {
  const list = arrived.get(name);
  if (list === undefined) return undefined;
  const sum = list.reduce((a, b) => g.add(a, b));
  arrived.set(name, [sum]);
  return sum;
}

/** Values that change when a wanted one does. */
function valuesAfter(model: Model, nodes: readonly Node[], wanted: ReadonlySet<ValueName>): Set<ValueName> {
  const types = GraphBuilder.extend(model);
  const after = new Set(wanted);
  for (const node of nodes) {
    if (WITHOUT_GRADIENT.has(node.op) && node.domain === '') continue;
    if (!reads(node, after)) continue;
    for (const name of node.outputs) if (isReal(types.typeOf(name)?.dtype)) after.add(name);
  }
  return after;
}

/** Branches and loop bodies read too. */
function reads(node: Node, values: ReadonlySet<ValueName>): boolean {
  return namesReadBy(node).some((name) => values.has(name));
}

/** Only real numbers have gradients; what is of unknown type is taken for one, so that a missing rule is reported. */
function isReal(dtype: DataType | undefined): boolean {
  return dtype === undefined || ['float32', 'float64', 'float16', 'bfloat16'].includes(dtype);
}

/** Nodes that some of these values depend on, in order. */
function nodesBefore(nodes: readonly Node[], values: Iterable<ValueName>): Node[] {
  const needed = new Set(values);
  return nodes
    .toReversed()
    .filter((node) => {
      const isNeeded = node.outputs.some((name) => needed.has(name));
      if (isNeeded) for (const name of namesReadBy(node)) needed.add(name);
      return isNeeded;
    })
    .reverse();
}

/** The nodes of the path, asked for the optional outputs that their rules read. */
function withOutputsNeeded(
  model: Model,
  nodes: readonly Node[],
  path: ReadonlySet<Node>,
): { model: Model; path: Node[] } {
  const names = new NameSupply(allNamesIn(model.graph));
  const onPath: Node[] = [];
  const all = nodes.map((node) => {
    if (!path.has(node)) return node;
    const count = OUTPUTS_NEEDED[node.op as DifferentiableOperator] ?? 0;
    const missing = Array.from({ length: count }, (_, i) => i).filter((i) => (node.outputs[i] ?? '') === '');
    const outputs = [...node.outputs];
    for (const i of missing) outputs[i] = names.take(`${node.outputs[0]}/output${i}`);
    const asked = missing.length === 0 ? node : { ...node, outputs };
    onPath.push(asked);
    return asked;
  });
  return { model: { ...model, graph: { ...model.graph, nodes: all } }, path: onPath };
}
