/** @file What a rule sees of the node it differentiates, and what it answers. */
import {
  nodeTitle,
  readAttributes,
  type Node,
  type OperatorName,
  type ReadAttributes,
  type ValueName,
} from '@regatta/onnx';
import { AutodiffError } from './errors.ts';
import type { Ops } from './ops.ts';

/**
 * One gradient per input, each computed only when somebody needs it; null for an input on which the result does not depend
 * smoothly (a shape, a type, a condition). A gradient may have
 * the shape that broadcasting gave the input: the driver sums it back.
 */
export type Gradients = readonly ((() => ValueName) | null)[];

/** A node whose outputs have gradients. Names follow the specification: X, Y for input and output, dY for a gradient. */
export class Site<O extends OperatorName = OperatorName> {
  /** Makes the nodes of the gradient. */
  readonly g: Ops;
  readonly node: Node;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  /** Gradient of each output; undefined where the loss does not depend on it. */
  readonly upstream: readonly (ValueName | undefined)[];
  readonly attributes: ReadAttributes<O>;

  constructor(g: Ops, op: O, node: Node, upstream: readonly (ValueName | undefined)[]) {
    this.g = g;
    this.node = node;
    this.inputs = node.inputs;
    this.outputs = node.outputs;
    this.upstream = upstream;
    this.attributes = readAttributes(node, op, g.graph.opset);
  }

  /** Gradient of the first output. @throws {AutodiffError} when only other outputs have one */
  get dY(): ValueName {
    const gradient = this.upstream[0];
    if (gradient === undefined) throw this.fault('only its first output can be differentiated');
    return gradient;
  }

  get X(): ValueName {
    return this.inputs[0]!;
  }

  get Y(): ValueName {
    return this.outputs[0]!;
  }

  has(i: number): boolean {
    return (this.inputs[i] ?? '') !== '';
  }

  /** The elements of an input that says axes, sizes or indices. @throws {AutodiffError} when they depend on what is fed */
  numbers(i: number): readonly number[] {
    const numbers = this.g.graph.numbersOf(this.inputs[i] ?? '');
    if (numbers === null) throw this.fault(`its input ${i} ("${this.inputs[i]}") must be a constant`);
    return numbers;
  }

  fault(reason: string): AutodiffError {
    const shapes = this.inputs.map((name) => {
      const type = this.g.graph.typeOf(name);
      return name === '' ? 'none' : `"${name}" ${type?.dtype ?? 'unknown'} [${type?.shape?.join(', ') ?? '?'}]`;
    });
    return new AutodiffError(
      `Cannot differentiate ${nodeTitle(this.node)}: ${reason}. Its inputs: ${shapes.join(', ')}.`,
    );
  }
}

export type Rule<O extends OperatorName = OperatorName> = (at: Site<O>) => Gradients;
export type RuleTable = { readonly [O in OperatorName]?: Rule<O> };

/** `axis` counted from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
