/** @file IEEE 754 half precision as 16 bits each, both ways; round to nearest, ties to even. */

const scratch = new DataView(new ArrayBuffer(4));

/** 16-bit patterns to numbers; exact. */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, decode);
}

/** Numbers to 16-bit patterns; what is too large becomes infinity. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, encode);
}

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function encode(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 255;
  const fraction = bits & 0x7fffff;
  if (exponent === 255) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  const e = exponent - 112;
  if (e >= 31) return sign | 0x7c00;
  if (e <= 0) return sign | roundShift(fraction | (exponent ? 0x800000 : 0), 14 - e);
  // A carry out of the fraction rightly raises the exponent, up to infinity.
  return sign | ((e << 10) + roundShift(fraction, 13));
}

function roundShift(value: number, shift: number): number {
  if (shift > 25) return 0;
  const kept = Math.floor(value / 2 ** shift);
  const rest = value - kept * 2 ** shift;
  const half = 2 ** (shift - 1);
  return kept + (rest > half || (rest === half && kept % 2 === 1) ? 1 : 0);
}
