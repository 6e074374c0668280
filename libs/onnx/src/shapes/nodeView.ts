/** @file A node as the rules of shape inference see it. */
import { nodeTitle, readAttributes } from '../attributes.ts';
import { GraphError } from '../errors.ts';
import type { Node } from '../model.ts';
import type { OperatorName, ReadAttributes } from '../operatorSchema.ts';
import type { Fact } from './fact.ts';

export class NodeView {
  readonly node: Node;
  readonly opset: number;
  readonly #facts: readonly (Fact | undefined)[];

  /** @param facts of the inputs, undefined where nothing is known or the input is left out */
  constructor(node: Node, facts: readonly (Fact | undefined)[], opset: number) {
    this.node = node;
    this.opset = opset;
    this.#facts = facts;
  }

  /** What is known about an input; undefined: nothing, or it is left out. */
  input(i: number): Fact | undefined {
    return this.#facts[i];
  }

  get inputs(): readonly (Fact | undefined)[] {
    return this.#facts;
  }

  /** Is an optional input given? */
  has(i: number): boolean {
    return (this.node.inputs[i] ?? '') !== '';
  }

  attributes<O extends OperatorName>(op: O): ReadAttributes<O> {
    return readAttributes(this.node, op, this.opset);
  }

  /** Inputs that cannot go together. */
  fault(message: string): GraphError {
    const shapes = this.node.inputs.map((name, i) => `"${name}" ${describe(this.#facts[i])}`);
    return new GraphError(`${nodeTitle(this.node)}: ${message}. Its inputs: ${shapes.join(', ')}.`);
  }
}

/** What an operator makes of what goes in. An output that is missing in the answer is unknown. */
export type ShapeRule = (node: NodeView) => readonly (Fact | undefined)[];
export type ShapeRules = { readonly [O in OperatorName]?: ShapeRule };

function describe(fact: Fact | undefined): string {
  return fact === undefined ? 'of unknown type' : `${fact.dtype} [${fact.shape?.join(', ') ?? '?'}]`;
}
