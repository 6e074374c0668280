/** The bytes are no ONNX model, or one that says what this library cannot keep. The message says where in the file. */
export class OnnxFormatError extends Error {
  override readonly name = 'OnnxFormatError';
}

/** A graph that breaks the rules of ONNX, or an edit that would. `problems` has one sentence per fault. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[]) {
    const list = typeof problems === 'string' ? [problems] : problems;
    super(list.length === 1 ? list[0] : `${list.length} faults in the graph:\n${list.map((p) => `- ${p}`).join('\n')}`);
    this.problems = list;
  }
}

/** A tensor whose bytes, shape and type disagree, or whose numbers lie in a file that was not given. */
export class TensorError extends Error {
  override readonly name = 'TensorError';
}
