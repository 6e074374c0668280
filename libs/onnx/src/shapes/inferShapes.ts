/** @file Types and shapes of every value of a graph, from its inputs and constants, before anything runs. */
import { GraphError } from '../errors.ts';
import { nodeTitle } from '../attributes.ts';
import type { Dimension, Graph, Model, Node, Shape, Value } from '../model.ts';
import { topologicalOrder } from '../topologicalOrder.ts';
import { CONTRACTION } from './contraction.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { fact, factOf, type Fact } from './fact.ts';
import { GENERATION } from './generation.ts';
import { INDEXING } from './indexing.ts';
import { MOVEMENT } from './movement.ts';
import { NodeView, type ShapeRule, type ShapeRules } from './nodeView.ts';
import { REDUCTION } from './reduction.ts';
import { RESHAPING } from './reshaping.ts';
import { SLICING } from './slicing.ts';
import { SPATIAL } from './spatial.ts';

const RULES: ShapeRules = {
  ...ELEMENTWISE,
  ...RESHAPING,
  ...SLICING,
  ...MOVEMENT,
  ...INDEXING,
  ...REDUCTION,
  ...CONTRACTION,
  ...SPATIAL,
  ...GENERATION,
};

/**
 * The model with the type and shape of every inner value and output that can be known. Lengths that are symbols in the
 * inputs stay symbols as far as they can be followed; what cannot be known keeps what the file says about it.
 * @throws {GraphError} when shapes cannot go together, naming the node and its inputs
 */
export function inferShapes(model: Model): Model {
  const facts = inferFacts(model);
  const { graph } = model;
  const stated = (value: Value): Value => {
    const known = facts.get(value.name);
    if (known === undefined || value.type?.kind === 'opaque') return value;
    return { ...value, type: { ...value.type, kind: 'tensor', dtype: known.dtype, shape: known.shape } };
  };
  const inner = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => facts.has(name)));
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const valueInfo = new Map(graph.valueInfo);
  for (const name of inner) {
    if (!outputs.has(name)) valueInfo.set(name, stated(graph.valueInfo.get(name) ?? { name, type: null }));
  }
  return { ...model, graph: { ...graph, outputs: graph.outputs.map(stated), valueInfo } };
}

/** What is known about each value of a model's graph, by name. @throws {GraphError} as `inferShapes` */
export function inferFacts({ graph, opsets }: Model): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const { name, type } of graph.inputs) {
    if (type?.kind === 'tensor') facts.set(name, fact(type.dtype, type.shape));
  }
  inferGraph(graph, opsets, facts);
  return facts;
}

/** Adds the facts of a graph whose inputs, and whatever it sees from outside, are known already. */
function inferGraph(graph: Graph, opsets: ReadonlyMap<string, number>, facts: Map<string, Fact>): void {
  for (const [name, tensor] of graph.initializers) facts.set(name, factOf(tensor));
  const said = new Map([...graph.valueInfo.values(), ...graph.outputs].map((value) => [value.name, value]));
  for (const node of topologicalOrder(graph.nodes)) {
    const made = inferNode(node, opsets, facts);
    node.outputs.forEach((name, i) => {
      const known = completed(made[i], said.get(name), node);
      if (name !== '' && known !== undefined) facts.set(name, known);
    });
  }
}

/** The facts of a node's outputs; an operator without a rule gives none. */
export function inferNode(
  node: Node,
  opsets: ReadonlyMap<string, number>,
  facts: ReadonlyMap<string, Fact>,
): readonly (Fact | undefined)[] {
  const inputs = node.inputs.map((name) => facts.get(name));
  const opset = opsets.get(node.domain);
  if (node.domain !== '' || opset === undefined) return [];
  if (node.op === 'If' || node.op === 'Loop') return inferControl(node, opsets, facts);
  const rule: ShapeRule | undefined = Object.hasOwn(RULES, node.op) ? RULES[node.op as keyof ShapeRules] : undefined;
  return rule?.(new NodeView(node, inputs, opset)) ?? [];
}

/** What was inferred, filled up with what the file says. */
function completed(made: Fact | undefined, said: Value | undefined, node: Node): Fact | undefined {
  const type = said?.type?.kind === 'tensor' ? said.type : undefined;
  if (made === undefined) return type && fact(type.dtype, type.shape);
  if (type === undefined) return made;
  if (made.shape === null) return { ...made, shape: type.shape };
  // A shape that the file took over from another batch size is a note; what follows from the inputs is so.
  if (type.shape?.length !== made.shape.length) return made;
  if (type.dtype !== made.dtype) {
    throw new GraphError(`${nodeTitle(node)} makes "${said!.name}" of ${made.dtype}, the file says ${type.dtype}.`);
  }
  return { ...made, shape: made.shape.map((length, i) => length ?? type.shape![i]!) };
}

/** If gives what both branches give; Loop what goes round and, behind it, one result per turn. */
function inferControl(node: Node, opsets: ReadonlyMap<string, number>, outer: ReadonlyMap<string, Fact>) {
  const results = (graph: Graph, inputs: readonly (Fact | undefined)[]) => {
    const facts = new Map(outer);
    graph.inputs.forEach(({ name, type }, i) => {
      const known = inputs[i] ?? (type?.kind === 'tensor' ? fact(type.dtype, type.shape) : undefined);
      if (known !== undefined) facts.set(name, { dtype: known.dtype, shape: known.shape });
    });
    inferGraph(graph, opsets, facts);
    return graph.outputs.map(({ name }) => facts.get(name));
  };
  const graphOf = (key: string) => {
    const attribute = node.attributes.get(key);
    if (attribute?.kind === 'graph') return attribute.value;
    throw new GraphError(`${nodeTitle(node)}: the graph "${key}" is missing.`);
  };
  if (node.op === 'If') {
    const branches = [results(graphOf('then_branch'), []), results(graphOf('else_branch'), [])] as const;
    return node.outputs.map((_, i) => common(branches[0][i], branches[1][i]));
  }
  const carried = node.inputs.slice(2).map((name) => outer.get(name));
  const turn = results(graphOf('body'), [fact('int64', []), fact('bool', []), ...carried]).slice(1);
  const trips = node.inputs[0] === '' ? undefined : outer.get(node.inputs[0]!)?.elements?.[0];
  return node.outputs.map((_, i) => {
    if (i < carried.length) return common(carried[i], turn[i]);
    const each = turn[i];
    return each && fact(each.dtype, each.shape === null ? null : [trips ?? null, ...each.shape]);
  });
}

/** What holds of both. */
function common(a: Fact | undefined, b: Fact | undefined): Fact | undefined {
  if (a === undefined || b === undefined || a.dtype !== b.dtype) return undefined;
  const isComparable = a.shape !== null && b.shape !== null && a.shape.length === b.shape.length;
  const shape: Shape | null = isComparable
    ? a.shape.map((length, i): Dimension => (length === b.shape![i] ? length : null))
    : null;
  return fact(a.dtype, shape);
}
