import { describe, expect, test } from 'vitest';
import { Tensor, TensorError } from './mod.ts';

describe('Tensor', () => {
  test('does not copy typed arrays, and reads aligned bytes in place', () => {
    const data = Float32Array.of(1, 2, 3);
    const tensor = Tensor.of('float32', [3], data);
    expect(tensor.data).toBe(data);
    expect(tensor.bytes.buffer).toBe(data.buffer);
    expect(Tensor.fromBytes('float32', [3], tensor.bytes).data.buffer).toBe(data.buffer);
  });

  test('copies bytes that are not aligned, once', () => {
    const bytes = new Uint8Array(13);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -2, 3).buffer), 1);
    const tensor = Tensor.fromBytes('float32', [3], bytes.subarray(1));
    expect(tensor.data).toEqual(Float32Array.of(1.5, -2, 3));
    expect(tensor.data).toBe(tensor.data);
  });

  test('takes numbers for types that are numbers', () => {
    expect(Tensor.of('int64', [2], [1, -2]).data).toEqual(BigInt64Array.of(1n, -2n));
    expect(Tensor.of('uint8', [2], [0, 255]).data).toEqual(Uint8Array.of(0, 255));
    expect(Tensor.of('int64', [2], [1, -2]).numbers()).toEqual([1, -2]);
    expect(() => Tensor.of('uint8', [1], [256])).toThrow(/Expected numbers of uint8, got 256 at 0/);
    expect(() => Tensor.of('int64', [1], [0.5])).toThrow(/whole numbers below 2\^53, got 0.5/);
    expect(() => Tensor.of('float16', [1], [1])).toThrow(/Uint16Array of bit patterns for float16/);
  });

  test('counts packed and complex elements by their bytes', () => {
    expect(Tensor.of('int4', [3], Uint8Array.of(0x21, 0x03)).size).toBe(3);
    expect(Tensor.of('complex64', [2], Float32Array.of(1, 2, 3, 4)).size).toBe(2);
  });

  test('says when elements and shape disagree', () => {
    expect(() => Tensor.of('float32', [2, 2], [1, 2, 3])).toThrow(TensorError);
    expect(() => Tensor.of('float32', [2, 2], [1, 2, 3])).toThrow(/Expected 4 elements for float32 \[2, 2\], got 3/);
    expect(() => Tensor.of('float32', [1], Int32Array.of(1) as unknown as Float32Array)).toThrow(
      /Expected a Float32Array for a tensor of float32, got Int32Array/,
    );
    expect(() => Tensor.of('float32', [-1], [])).toThrow(/whole numbers from 0/);
    expect(() => Tensor.of('string', [1], ['a']).bytes).toThrow(/no bytes/);
    expect(Tensor.of('float32', [2, 3], [1, 2, 3, 4, 5, 6]).reshaped([6]).shape).toEqual([6]);
    expect(() => Tensor.of('float32', [2], [1, 2]).reshaped([3])).toThrow(TensorError);
  });
});
