/** An encoder that cannot be built as its spec or manifest says. The message names it, what was expected and what is there. */
export class EncoderError extends Error {
  override readonly name = 'EncoderError';
}
