/** @file A decoded image: 8 bits a channel, red green blue, rows from the top without gaps. */
export interface RgbImage {
  /** Shape [height, width, 3]. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}
