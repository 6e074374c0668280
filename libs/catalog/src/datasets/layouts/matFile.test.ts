import { describe, expect, test } from 'vitest';
import { writeMat } from '../../../test/miniatures/mat.ts';
import { CatalogError } from '../../errors.ts';
import { readMat } from './matFile.ts';

const VARIABLES = { trnid: [6765, 1, 65_535], short: [7], pair: [1, 2], none: [] };

describe('a MATLAB file', () => {
  test.each([
    [false, true],
    [true, true],
    [false, false],
    [true, false],
  ])('gives its numbers (compressed %s, little-endian %s)', (isCompressed, isLittle) => {
    const variables = readMat(writeMat(VARIABLES, { isCompressed, isLittle }), 'a.mat');
    expect(Object.fromEntries([...variables].map(([name, values]) => [name, [...values]]))).toEqual(VARIABLES);
  });

  test('that lies inside a larger buffer is read from where it begins', () => {
    const bytes = writeMat({ x: [1, 2, 3] });
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 13);
    expect([...readMat(larger.subarray(13), 'a.mat').get('x')!]).toEqual([1, 2, 3]);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(), /Expected a MATLAB file of level 5 .* in a\.mat, got an empty file/],
    ['HDF5', Buffer.from(`\u0089HDF\r\n\u001a\n${' '.repeat(200)}`, 'latin1'), /got HDF5 \(version 7\.3\)/],
    ['a page of the web', Buffer.from(`<!DOCTYPE html>${' '.repeat(200)}`), /got other content/],
    ['cut off', writeMat(VARIABLES, { isCompressed: true }).subarray(0, 160), /a\.mat is cut off or broken/],
  ])('that is %s says so', (_, bytes, expected) => {
    expect(() => readMat(bytes, 'a.mat')).toThrow(CatalogError);
    expect(() => readMat(bytes, 'a.mat')).toThrow(expected);
  });
});
