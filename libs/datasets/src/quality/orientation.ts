/**
 * @file The eight ways in which one picture can be the turned or mirrored twin of another, as a number of three bits:
 * first 4 exchanges rows and columns, then 2 turns the vertical axis round, then 1 the horizontal one.
 */

export const ORIENTATIONS = [
  'as it is',
  'mirrored',
  'upside down',
  'turned by 180°',
  'transposed',
  'turned to the right',
  'turned to the left',
  'transposed and turned by 180°',
] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

const FLIPS_COLUMNS = 1;
const FLIPS_ROWS = 2;
const TRANSPOSES = 4;

/** Bits of odd frequencies in a byte. */
const ODD = 0b10101010;

/**
 * The hash that the picture would have in another orientation.
 * @param hash as `writePerceptualHash` leaves it, 16 bytes
 * @param out 8 bytes: the bits of positive coefficients
 */
export function orientHash(hash: Uint8Array, orientation: number, out: Uint8Array): void {
  for (let u = 0; u < 8; u++) {
    let bits = 0;
    for (let v = 0; v < 8; v++) {
      // Where this coefficient stood before rows and columns were exchanged.
      const [row, bit] = (orientation & TRANSPOSES) !== 0 ? [v, u] : [u, v];
      const isNegated =
        ((orientation & FLIPS_ROWS) !== 0 && ((ODD >> u) & 1) === 1) !==
        ((orientation & FLIPS_COLUMNS) !== 0 && ((ODD >> v) & 1) === 1);
      bits |= ((hash[(isNegated ? 8 : 0) + row]! >> bit) & 1) << v;
    }
    out[u] = bits;
  }
}

/** Per orientation, where each value of a square of this side comes from. */
export function orientedPositions(side: number): Int32Array[] {
  return ORIENTATIONS.map((_, orientation) =>
    Int32Array.from({ length: side * side }, (__, i) => {
      let [y, x] = [Math.floor(i / side), i % side];
      if ((orientation & FLIPS_COLUMNS) !== 0) x = side - 1 - x;
      if ((orientation & FLIPS_ROWS) !== 0) y = side - 1 - y;
      return (orientation & TRANSPOSES) !== 0 ? x * side + y : y * side + x;
    }),
  );
}
