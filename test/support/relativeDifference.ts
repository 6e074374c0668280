/** The largest difference, of the largest number. */
export function relativeDifference(expected: readonly number[], got: Float32Array): number {
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, j) => Math.abs(value - got[j]!))) / scale;
}
