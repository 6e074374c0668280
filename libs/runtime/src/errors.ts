/** ONNX Runtime does not accept the model, or failed while running it. `cause` is its own error. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

/** What was given to a session does not fit its inputs: name, type or shape. `problems` has one sentence per fault. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
