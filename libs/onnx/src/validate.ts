/** @file The rules that a graph must keep, checked all at once, with node and value named. */
import { nodeTitle } from './attributes.ts';
import { GraphError } from './errors.ts';
import { subgraphsOf, type Graph, type Model, type Node } from './model.ts';
import { didYouMean, namesDefinedIn } from './names.ts';
import { operatorSchema } from './operatorSchema.ts';
import type { OperatorSchema } from './operatorTable.ts';
import { OPSET_MAX } from './operators.ts';
import { topologicalOrder } from './topologicalOrder.ts';

/**
 * @throws {GraphError} with every fault: a value that is read but not made or made twice, nodes out of order or in a cycle,
 *   an operator that the opset does not have, inputs, outputs and attributes that the operator does not have
 */
export function validateModel(model: Model): void {
  const problems = [...opsetProblems(model), ...graphProblems(model.graph, new Set(), model)];
  if (problems.length > 0) throw new GraphError(problems);
}

function opsetProblems({ opsets }: Model): string[] {
  const version = opsets.get('');
  if (version === undefined) return opsets.size > 0 ? [] : ['The model names no opset: its operators have no meaning.'];
  return version > OPSET_MAX ? [`The model is of opset ${version}; the newest known is ${OPSET_MAX}.`] : [];
}

function graphProblems(graph: Graph, outer: ReadonlySet<string>, model: Model): string[] {
  const problems: string[] = [];
  const made = new Set(outer);
  const make = (name: string, by: string) => {
    if (made.has(name)) problems.push(`${by} makes "${name}", which exists already.`);
    made.add(name);
  };
  for (const { name } of graph.inputs) make(name, "The graph's input list");
  // Up to IR version 3 an initializer also stands among the inputs, as their default.
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  for (const name of graph.initializers.keys()) if (!inputs.has(name)) make(name, 'The list of initializers');

  const nodeNames = new Set<string>();
  for (const { name } of graph.nodes) {
    if (name !== '' && nodeNames.has(name)) problems.push(`Two nodes are named "${name}", which ONNX Runtime refuses.`);
    nodeNames.add(name);
  }

  const all = new Set([...outer, ...namesDefinedIn(graph)]);
  const isCyclic = cycleIn(graph.nodes, problems);
  for (const node of graph.nodes) {
    problems.push(...nodeProblems(node, model));
    for (const name of node.inputs) {
      if (name === '' || made.has(name)) continue;
      if (!all.has(name))
        problems.push(`${nodeTitle(node)} reads "${name}", which nothing makes.${didYouMean(name, all)}`);
      else if (!isCyclic)
        problems.push(`${nodeTitle(node)} reads "${name}", which a later node makes: sort the nodes.`);
    }
    for (const subgraph of subgraphsOf(node)) problems.push(...graphProblems(subgraph, made, model));
    for (const name of node.outputs) if (name !== '') make(name, nodeTitle(node));
  }
  for (const { name } of graph.outputs) {
    if (!all.has(name)) problems.push(`The output "${name}" is made by nothing.${didYouMean(name, all)}`);
  }
  return problems;
}

function cycleIn(nodes: readonly Node[], problems: string[]): boolean {
  try {
    topologicalOrder(nodes);
    return false;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    problems.push(...error.problems);
    return true;
  }
}

function nodeProblems(node: Node, { opsets, functions }: Model): string[] {
  const title = nodeTitle(node);
  const opset = opsets.get(node.domain);
  if (functions.some(({ name, domain }) => name === node.op && domain === node.domain)) return [];
  if (opset === undefined) return [`${title}: the model names no opset for the domain "${node.domain}".`];
  if (node.domain !== '') return [];
  const schema = operatorSchema(node.op, Math.min(opset, OPSET_MAX));
  if (schema === undefined) {
    const later = operatorSchema(node.op, OPSET_MAX);
    return [
      later === undefined
        ? `${title}: ONNX has no such operator.`
        : `${title}: the operator came with opset ${later.since}, the model is of opset ${opset}.`,
    ];
  }
  return schemaProblems(node, schema, `${title} (opset ${opset})`);
}

function schemaProblems(node: Node, schema: OperatorSchema, title: string): string[] {
  const problems: string[] = [];
  for (const [what, count, [min, max]] of [
    ['inputs', node.inputs.length, schema.inputs],
    ['outputs', node.outputs.length, schema.outputs],
  ] as const) {
    if (count < min || (max !== null && count > max)) {
      problems.push(`${title}: expected ${min} to ${max ?? 'any number of'} ${what}, got ${count}.`);
    }
  }
  for (const [key, { kind }] of node.attributes) {
    const expected = Object.hasOwn(schema.attributes, key) ? schema.attributes[key] : undefined;
    if (expected === undefined) problems.push(`${title}: there is no attribute "${key}".`);
    else if (kind !== 'opaque' && kind !== 'reference' && kind !== expected.kind) {
      problems.push(`${title}: attribute "${key}" is of kind ${kind}, expected ${expected.kind}.`);
    }
  }
  for (const [key, { required }] of Object.entries(schema.attributes)) {
    if (required && !node.attributes.has(key)) problems.push(`${title}: the attribute "${key}" is missing.`);
  }
  return problems;
}
