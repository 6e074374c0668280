/** A dataset that cannot be used as asked: the message says which, what was expected and what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
