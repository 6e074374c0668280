export { Random } from './random.ts';
export { matrix, row, stackRows, takeRows, type Matrix } from './matrix.ts';
export { decodeNpy, encodeNpy, type NpyArray, type NpyType } from './npy.ts';
export { float16ToFloat32, float32ToFloat16 } from './float16.ts';
export { canonicalHash, sha256, type Json } from './canonicalHash.ts';
export { NpyError } from './errors.ts';
export { webAssembly, type WebAssemblyMemory } from './webAssembly.ts';
