/** What is wrong with an input, as a word that a program can act on. */
export type InputFault =
  | 'not-finite'
  | 'empty'
  | 'length-mismatch'
  | 'dimension-mismatch'
  | 'single-class'
  | 'label-out-of-range'
  | 'parameter-out-of-range'
  | 'zero-row';

/** An input that no number can be computed from: the message says what was expected and what was given. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly fault: InputFault;

  constructor(fault: InputFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
