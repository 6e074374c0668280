import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NpyError, Random, decodeNpy, encodeNpy, float16ToFloat32, float32ToFloat16 } from './mod.ts';

describe('Random', () => {
  test('gives the same numbers for the same seed on every machine', () => {
    const random = new Random(0);
    expect([random.bits(), random.bits(), random.bits()]).toEqual(REFERENCE);
  });

  test('integers are uniform: a chi-square of 60,000 throws of a die stays below its 99.99 % point', () => {
    const random = new Random('die');
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(25.7);
  });

  test('normal numbers have mean 0 and variance 1', () => {
    const random = new Random('normal');
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 100_000; i++) {
      const x = random.normal();
      sum += x;
      squares += x * x;
    }
    expect(Math.abs(sum / 100_000)).toBeLessThan(0.012);
    expect(Math.abs(squares / 100_000 - 1)).toBeLessThan(0.02);
  });

  test('a permutation holds each number once, and forks differ from their parent', () => {
    const order = new Random(3).permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    expect(new Random(3).fork('a').bits()).not.toBe(new Random(3).fork('b').bits());
  });
});

describe('npy', () => {
  test('decode(encode(x)) is x for every type and shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), fc.integer(), (shape, seed) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const random = new Random(seed);
        const data = Float32Array.from({ length: count }, () => random.normal());
        const back = decodeNpy(encodeNpy({ dtype: 'float32', shape, data }));
        expect(back.shape).toEqual(shape);
        expect(back.data).toEqual(data);
      }),
    );
  });

  test('reads a Buffer that is part of a larger piece of memory', () => {
    const data = Float32Array.of(1, 2, 3);
    const bytes = encodeNpy({ dtype: 'float32', shape: [3], data });
    const pool = Buffer.alloc(4096, 7);
    pool.set(bytes, 13);
    expect(decodeNpy(pool.subarray(13, 13 + bytes.length)).data).toEqual(data);
  });

  test('says what is wrong with a file that was cut', () => {
    const bytes = encodeNpy({ dtype: 'int32', shape: [3], data: Int32Array.of(1, 2, 3) });
    expect(() => decodeNpy(bytes.subarray(0, bytes.length - 1))).toThrow(NpyError);
    expect(() => decodeNpy(new TextEncoder().encode('<html>not found</html>'))).toThrow(/magic number/);
  });
});

describe('float16', () => {
  test('every half survives the way through float32', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(
      (h) => (h & 0x7c00) !== 0x7c00 || (h & 1023) === 0,
    );
    expect(float32ToFloat16(float16ToFloat32(halves))).toEqual(halves);
  });

  test('rounds to the nearest half, ties to even', () => {
    const values = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65520, 2 ** -25, 1.5 * 2 ** -25);
    expect([...float32ToFloat16(values)]).toEqual([0x3c00, 0x3c02, 0x7c00, 0, 1]);
  });
});

/** xoshiro128** from the SHA-256 of "#0", computed by an independent script. */
const REFERENCE = [3462202404, 2788958222, 861194406];
