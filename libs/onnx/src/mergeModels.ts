/** @file One model behind another: what the first makes is what the second takes. */
import { GraphError } from './errors.ts';
import type { Model } from './model.ts';
import { NameSupply, allNamesIn, didYouMean, withUniqueNodeNames } from './names.ts';
import { renameReads, renameValues } from './rename.ts';

/**
 * The first model followed by the second. Names of the second that the first uses get a number behind them; its outputs
 * follow those of the first that are not connected.
 * @param connections input of the second -> output of the first
 * @throws {GraphError} when an input or output does not exist, or the models are of different opsets
 */
export function mergeModels(first: Model, second: Model, connections: ReadonlyMap<string, string>): Model {
  assertSameOpsets(first, second);
  const inputs = second.graph.inputs.map(({ name }) => name);
  const outputs = first.graph.outputs.map(({ name }) => name);
  for (const [input, output] of connections) {
    assertKnown('The second model has no input', input, inputs);
    assertKnown('The first model has no output', output, outputs);
  }
  const supply = new NameSupply(allNamesIn(first.graph));
  const own = [...allNamesIn(second.graph)].filter((name) => supply.has(name));
  // The second's other names are taken too, so that a new name meets none of them.
  const fresh = new NameSupply([...allNamesIn(first.graph), ...allNamesIn(second.graph)]);
  const renamed = new Map(own.map((name) => [name, fresh.take(name)]));
  const { graph } = renameValues(second, renamed);
  const joints = new Map([...connections].map(([input, output]) => [renamed.get(input) ?? input, output]));
  const used = new Set(connections.values());
  return {
    ...first,
    irVersion: Math.max(first.irVersion, second.irVersion),
    opsets: new Map([...first.opsets, ...second.opsets]),
    metadata: new Map([...second.metadata, ...first.metadata]),
    functions: [...first.functions, ...second.functions],
    graph: {
      ...first.graph,
      nodes: withUniqueNodeNames([...first.graph.nodes, ...graph.nodes.map((node) => renameReads(node, joints))]),
      initializers: new Map([...first.graph.initializers, ...graph.initializers]),
      inputs: [...first.graph.inputs, ...graph.inputs.filter(({ name }) => !joints.has(name))],
      outputs: [...first.graph.outputs.filter(({ name }) => !used.has(name)), ...graph.outputs],
      valueInfo: new Map([...first.graph.valueInfo, ...graph.valueInfo]),
    },
  };
}

function assertSameOpsets(first: Model, second: Model): void {
  for (const [domain, version] of second.opsets) {
    const other = first.opsets.get(domain);
    if (other !== undefined && other !== version) {
      throw new GraphError(`Expected models of one opset, got ${other} and ${version} of the domain "${domain}".`);
    }
  }
  const names = new Set(first.functions.map(({ domain, name }) => `${domain}.${name}`));
  const twice = second.functions.find(({ domain, name }) => names.has(`${domain}.${name}`));
  if (twice !== undefined) throw new GraphError(`Both models define the function ${twice.domain}.${twice.name}.`);
}

function assertKnown(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new GraphError(`${what} "${name}".${didYouMean(name, known)} There are: ${known.join(', ')}.`);
}
