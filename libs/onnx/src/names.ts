/** @file Which names a graph defines and uses, subgraphs included: what every edit has to know. */
import { subgraphsOf, type Graph, type Node } from './model.ts';

/** The names that a node reads, those that its subgraphs take from outside included. */
export function namesReadBy(node: Node): string[] {
  const own = node.inputs.filter((name) => name !== '');
  const graphs = subgraphsOf(node);
  return graphs.length === 0 ? own : [...own, ...graphs.flatMap(outerNames)];
}

/** The names that a graph gives to values: inputs, initializers and what its nodes make; not those inside subgraphs. */
export function namesDefinedIn(graph: Graph): Set<string> {
  const names = new Set<string>();
  for (const { name } of graph.inputs) names.add(name);
  for (const name of graph.initializers.keys()) names.add(name);
  for (const { outputs } of graph.nodes) for (const name of outputs) if (name !== '') names.add(name);
  return names;
}

/** Names that a subgraph uses and takes from the graphs around it. */
function outerNames(graph: Graph): string[] {
  const defined = namesDefinedIn(graph);
  const used = [...graph.nodes.flatMap(namesReadBy), ...graph.outputs.map(({ name }) => name)];
  return used.filter((name) => !defined.has(name));
}

/** Every name of values in a graph and its subgraphs: none of them is free for something new. */
export function allNamesIn(graph: Graph): Set<string> {
  const names = namesDefinedIn(graph);
  for (const { name } of graph.outputs) names.add(name);
  for (const node of graph.nodes) {
    for (const name of node.inputs) if (name !== '') names.add(name);
    for (const subgraph of subgraphsOf(node)) for (const name of allNamesIn(subgraph)) names.add(name);
  }
  return names;
}

/** Gives names that are free: the wanted one, else with the first free number behind it. */
export class NameSupply {
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  take(wanted: string): string {
    let name = wanted;
    let count = this.#counts.get(wanted) ?? 0;
    while (name === '' || this.#taken.has(name)) name = `${wanted}_${++count}`;
    this.#counts.set(wanted, count);
    this.#taken.add(name);
    return name;
  }
}

/** The nodes with names that each stand once, as ONNX Runtime demands: later ones get a number. Empty names stay. */
export function withUniqueNodeNames(nodes: readonly Node[]): Node[] {
  const supply = new NameSupply();
  return nodes.map((node) => {
    const name = node.name === '' ? '' : supply.take(node.name);
    return name === node.name ? node : { ...node, name };
  });
}

/** ` Did you mean "a" or "b"?`, or nothing: the known names that are nearest by shared pairs of letters. */
export function didYouMean(name: string, known: Iterable<string>, limit = 3): string {
  const wanted = pairsOf(name);
  const near = [...new Set(known)]
    .map((candidate) => ({ candidate, likeness: likeness(wanted, pairsOf(candidate)) }))
    .filter(({ likeness }) => likeness >= 0.35)
    .sort((a, b) => b.likeness - a.likeness || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => `"${candidate}"`);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

/** Dice's coefficient on letter pairs: long tensor names that share a path are near, whatever stands before it. */
function likeness(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let [shared, total] = [0, 0];
  for (const [pair, count] of a) shared += Math.min(count, b.get(pair) ?? 0);
  for (const counts of [a, b]) for (const count of counts.values()) total += count;
  return (2 * shared) / total;
}

function pairsOf(name: string): Map<string, number> {
  const text = ` ${name.toLowerCase()} `;
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < text.length; i++) pairs.set(text.slice(i, i + 2), (pairs.get(text.slice(i, i + 2)) ?? 0) + 1);
  return pairs;
}
