/** A `.npy` file that cannot be read, or an array that cannot be written as one. */
export class NpyError extends Error {
  override readonly name = 'NpyError';
}
