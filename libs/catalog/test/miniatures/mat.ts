/** @file Writes MATLAB files of level 5, as MATLAB itself does: compressed or not, in either byte order. */
import { deflateSync } from 'node:zlib';

export interface MatOptions {
  readonly isCompressed?: boolean;
  readonly isLittle?: boolean;
}

const MI_INT8 = 1;
const MI_UINT16 = 4;
const MI_INT32 = 5;
const MI_UINT32 = 6;
const MI_MATRIX = 14;
const MI_COMPRESSED = 15;
const MX_UINT16 = 11;

/** Row vectors of whole numbers from 0 to 65535. */
export function writeMat(
  variables: Readonly<Record<string, readonly number[]>>,
  { isCompressed = false, isLittle = true }: MatOptions = {},
): Uint8Array {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, Platform: GLNX86, Created on: Thu Feb 19 17:38:58 2009', 'latin1');
  header.fill(0, 116, 124);
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (isLittle) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
  const u16 = (value: number) => {
    const bytes = Buffer.alloc(2);
    if (isLittle) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  };
  u16(0x0100).copy(header, 124);
  // The letters M and I as one number: whoever reads them as IM knows the order.
  u16(0x4d49).copy(header, 126);
  const element = (type: number, data: Buffer) => {
    if (data.length > 0 && data.length <= 4)
      return Buffer.concat([u32((data.length << 16) | type), data, Buffer.alloc(4 - data.length)]);
    return Buffer.concat([u32(type), u32(data.length), data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
  };
  const matrices = Object.entries(variables).map(([name, values]) => {
    const content = Buffer.concat([
      element(MI_UINT32, Buffer.concat([u32(MX_UINT16), u32(0)])),
      element(MI_INT32, Buffer.concat([u32(1), u32(values.length)])),
      element(MI_INT8, Buffer.from(name, 'latin1')),
      element(MI_UINT16, Buffer.concat(values.map(u16))),
    ]);
    const matrix = Buffer.concat([u32(MI_MATRIX), u32(content.length), content]);
    if (!isCompressed) return matrix;
    const packed = deflateSync(matrix);
    return Buffer.concat([u32(MI_COMPRESSED), u32(packed.length), packed]);
  });
  return Buffer.concat([header, ...matrices]);
}
