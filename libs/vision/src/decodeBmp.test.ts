import { describe, expect, test } from 'vitest';
import { decodeBmp } from './decodeBmp.ts';

interface BmpFields {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** Blue, green, red, 0 per entry; or the masks after the header. */
  readonly table?: readonly number[];
  readonly pixels: readonly number[];
}

function bmp({ width, height, bits, compression = 0, table = [], pixels }: BmpFields): Uint8Array {
  const pixelsAt = 54 + table.length;
  const bytes = Buffer.alloc(pixelsAt + pixels.length);
  bytes.write('BM');
  bytes.writeUInt32LE(pixelsAt, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(compression, 30);
  bytes.set(table, 54);
  bytes.set(pixels, pixelsAt);
  return bytes;
}

const RED_GREEN = [0, 0, 255, 0, 0, 255, 0, 0];
const [RED, GREEN] = [
  [255, 0, 0],
  [0, 255, 0],
];

describe('decodeBmp', () => {
  test('reads rows from the bottom, and from the top where the height is negative', () => {
    const pixels = [3, 2, 1, 0, 6, 5, 4, 0];
    expect([...decodeBmp(bmp({ width: 1, height: 2, bits: 24, pixels })).data]).toEqual([4, 5, 6, 1, 2, 3]);
    expect([...decodeBmp(bmp({ width: 1, height: -2, bits: 24, pixels })).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each([
    [1, [0b01000000, 0, 0, 0]],
    [4, [0x01, 0x00, 0, 0]],
    [8, [0, 1, 0, 0]],
  ])('reads %i bits through the palette, first pixel in the highest bits', (bits, pixels) => {
    const { data } = decodeBmp(bmp({ width: 3, height: 1, bits, table: RED_GREEN, pixels }));
    expect([...data]).toEqual([RED, GREEN, RED].flat());
  });

  test('drops the fourth byte of 32 bits, also under the usual masks', () => {
    const masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];
    const pixels = [3, 2, 1, 200];
    expect([...decodeBmp(bmp({ width: 1, height: 1, bits: 32, pixels })).data]).toEqual([1, 2, 3]);
    const masked = bmp({ width: 1, height: 1, bits: 32, compression: 3, table: masks, pixels });
    expect([...decodeBmp(masked).data]).toEqual([1, 2, 3]);
  });

  test('refuses what it cannot read, each with its reason', () => {
    const rgb = { width: 2, height: 2, bits: 24, pixels: new Array<number>(16).fill(0) };
    expect(() => decodeBmp(bmp({ ...rgb, pixels: [0] }))).toThrow('ends too early');
    expect(() => decodeBmp(bmp({ ...rgb, bits: 8, compression: 1 }))).toThrow('got 8 bits, compression 1');
    expect(() => decodeBmp(bmp({ ...rgb, bits: 16 }))).toThrow('got 16 bits');
    expect(() => decodeBmp(bmp({ ...rgb, width: 0 }))).toThrow('says no size');
    expect(() => decodeBmp(bmp({ ...rgb, width: 60_000, height: 60_000 }))).toThrow('decompression bomb');
    expect(() => decodeBmp(Buffer.from('BMX, the magazine: an ordinary text of some length'))).toThrow(
      'impossible size',
    );
  });
});
