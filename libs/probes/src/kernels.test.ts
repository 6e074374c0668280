import { Random } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import { assembleKernels } from '../test/assembleKernels.ts';
import { Kernels } from './kernels.ts';
import { KERNELS_MODULE_BASE64 } from './kernelsModule.ts';

const random = new Random('kernels');
const fill = (vector: Float64Array | Float32Array) => vector.map(() => random.normal());
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

/** Every remainder of the steps of 2, 4 and 8. */
describe.each([1, 2, 3, 5, 7, 8, 9, 15, 16, 31, 770])('over %i entries', (n) => {
  const kernels = new Kernels(1 << 20);
  const [a, b, c] = [kernels.float64(n), kernels.float64(n), kernels.float64(n)];
  const [x, y, out] = [kernels.float32(n + 1), kernels.float32(n), kernels.float32(n + 2)];
  a.set(fill(a));
  b.set(fill(b));
  x.set(fill(x));
  y.set(fill(y));

  test('dot is the sum of products, of float64 and of float32 widened', () => {
    expect(kernels.dot(a, b)).toBeCloseTo(sum(a.map((value, i) => value * b[i]!)), 10);
    const products = Float64Array.from(y, (value, i) => value * x[i + 1]!);
    expect(kernels.dot32(x, 1, y, 0, n)).toBeCloseTo(sum(products), 10);
  });

  test('dotMixed is the sum of products of float64 with float32', () => {
    expect(kernels.dotMixed(a, y)).toBeCloseTo(sum(a.map((value, i) => value * y[i]!)), 10);
  });

  test('addScaled32 and subtract round to float32, touch their entries and no other', () => {
    const expected = y.map((value, i) => value + Math.fround(0.5 * x[i]!));
    const own = kernels.float32(n);
    const guard = kernels.float32(1);
    own.set(y);
    kernels.addScaled32(own, x.subarray(0, n), 0.5);
    expect(own).toEqual(expected);
    kernels.subtract(own, a, b);
    expect(own).toEqual(Float32Array.from(a, (value, i) => value - b[i]!));
    expect(guard[0]).toBe(0);
  });

  test('addScaled touches its entries and no other', () => {
    const expected = a.map((value, i) => value + 0.5 * b[i]!);
    c.set(a);
    const guard = kernels.float64(1);
    kernels.addScaled(c, b, 0.5);
    expect(c).toEqual(expected);
    expect(guard[0]).toBe(0);
  });

  test('squaredDistance32 sums the squares of differences', () => {
    const squares = Float64Array.from(y, (value, i) => (value - x[i]!) ** 2);
    expect(kernels.squaredDistance32(x.subarray(0, n), y)).toBeCloseTo(sum(squares), 10);
  });

  test('accumulate32 adds a scaled row', () => {
    const expected = Float64Array.from(a, (value, i) => value + 2 * x[i + 1]!);
    c.set(a);
    kernels.accumulate32(c, x, 1, 2);
    expect(c).toEqual(expected);
  });

  test('centre32 rounds what it writes, and sums what it has not rounded', () => {
    const sums = kernels.float64(2);
    out.fill(7);
    kernels.centre32({ out, outStart: 1, x, xStart: 1 }, 0.25, a, sums);
    const exact = Float64Array.from(a, (value, i) => 0.25 * x[i + 1]! - value);
    expect([...out.subarray(1, n + 1)]).toEqual([...Float32Array.from(exact)]);
    expect([out[0], out[n + 1]]).toEqual([7, 7]);
    expect(sums[0]).toBeCloseTo(sum(exact.map((value) => value ** 2)), 10);
    expect(sums[1]).toBeCloseTo(sum(exact.map((value, i) => value * a[i]!)), 10);
  });
});

test('the module is what kernels.wat assembles to', async () => {
  expect(Buffer.from(await assembleKernels()).toString('base64')).toBe(KERNELS_MODULE_BASE64);
});

test('taking more than the memory was made for is an error', () => {
  const kernels = new Kernels(1);
  kernels.float64(8000);
  expect(() => kernels.float64(8000)).toThrow('More vectors are taken than the memory was made for.');
});
