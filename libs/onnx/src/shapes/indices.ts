/** @file Row-major index arithmetic over small tensors. */

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

/** Elements from one index to the next, per dimension. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/**
 * Where in the input each element of the output lies, when one step along an output dimension is `strides[i]` elements of
 * the input.
 */
export function walk(shape: readonly number[], strides: readonly number[], start = 0): number[] {
  let places = [start];
  shape.forEach((length, i) => {
    places = places.flatMap((place) => Array.from({ length }, (_, step) => place + step * strides[i]!));
  });
  return places;
}

/** Where each element of a broadcast result comes from. */
export function alignedIndices(shape: readonly number[], out: readonly number[]): number[] {
  const strides = stridesOf(shape).map((stride, i) => (shape[i] === 1 ? 0 : stride));
  return walk(out, [...new Array<number>(out.length - shape.length).fill(0), ...strides]);
}
