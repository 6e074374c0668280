import type { Node } from '@regatta/onnx';

/** The graph cannot be differentiated as it is. The message names the node, its shapes, and what to do. */
export class AutodiffError extends Error {
  override readonly name: string = 'AutodiffError';
}

/** No rule says how gradients pass through this operator. */
export class MissingRuleError extends AutodiffError {
  override readonly name = 'MissingRuleError';
  readonly node: Node;

  constructor(node: Node, message: string) {
    super(message);
    this.node = node;
  }
}
