/** @file Nodes in an order in which each comes after those whose values it reads. */
import { GraphError } from './errors.ts';
import { nodeTitle } from './attributes.ts';
import type { Node } from './model.ts';
import { namesReadBy } from './names.ts';

/**
 * The same nodes, sorted; among nodes that are ready, the given order stays (Kahn, 1962).
 * @throws {GraphError} naming the nodes of a cycle
 */
export function topologicalOrder(nodes: readonly Node[]): Node[] {
  const makerOf = new Map<string, number>();
  nodes.forEach((node, i) => node.outputs.forEach((name) => makerOf.set(name, i)));
  const readers: number[][] = nodes.map(() => []);
  const waiting = nodes.map((node, i) => {
    const makers = new Set(namesReadBy(node).flatMap((name) => makerOf.get(name) ?? []));
    for (const maker of makers) readers[maker]!.push(i);
    return makers.size;
  });
  const sorted: Node[] = [];
  // A heap would be faster; a sorted insertion is enough, since the input is nearly always sorted already.
  const ready = waiting.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let at = 0; at < ready.length; at++) {
    const i = ready[at]!;
    sorted.push(nodes[i]!);
    for (const reader of readers[i]!) {
      if (--waiting[reader]! === 0) insertSorted(ready, reader, at + 1);
    }
  }
  if (sorted.length < nodes.length) throw new GraphError(describeCycle(nodes, waiting, makerOf));
  return sorted;
}

function insertSorted(ready: number[], i: number, from: number): void {
  let at = ready.length;
  while (at > from && ready[at - 1]! > i) at--;
  ready.splice(at, 0, i);
}

function describeCycle(
  nodes: readonly Node[],
  waiting: readonly number[],
  makerOf: ReadonlyMap<string, number>,
): string {
  // Whoever still waits, waits for one that waits too: following them must come round.
  const path: number[] = [];
  let at = waiting.findIndex((count) => count > 0);
  while (!path.includes(at)) {
    path.push(at);
    at = namesReadBy(nodes[at]!)
      .map((name) => makerOf.get(name))
      .find((maker) => maker !== undefined && waiting[maker]! > 0)!;
  }
  const cycle = path.slice(path.indexOf(at)).reverse();
  return `The graph has a cycle: ${[...cycle, cycle[0]!].map((i) => nodeTitle(nodes[i]!)).join(' -> ')}.`;
}
