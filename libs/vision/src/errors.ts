/** Why an image cannot be used; the same fault has the same code whatever the file. */
export type ImageFault = 'empty' | 'format' | 'too-large' | 'damaged' | 'unsupported';

/**
 * The bytes are no image that can be used. The message is one sentence that fits behind any file name and names none,
 * so that a thousand rejected files can be counted by reason.
 */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly fault: ImageFault;

  constructor(fault: ImageFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
