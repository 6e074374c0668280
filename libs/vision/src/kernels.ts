/** @file The WebAssembly modules of this library, over one memory. What each function does stands in the .wat files. */
import { webAssembly } from '@regatta/tensor';
import { Arena } from './arena.ts';
import { JPEG_MODULE_BASE64 } from './jpegModule.ts';
import { RESAMPLE_MODULE_BASE64 } from './resampleModule.ts';

export interface ResampleKernels {
  split(source: number, to: number, stride: number, count: number): void;
  join(source: number, stride: number, to: number, count: number): void;
  alongRows(
    out: number,
    source: number,
    rows: number,
    rowBytes: number,
    count: number,
    bounds: number,
    weights: number,
    weightBytes: number,
  ): void;
  alongColumns(
    out: number,
    source: number,
    bytes: number,
    count: number,
    bounds: number,
    weights: number,
    weightBytes: number,
  ): void;
}

export interface JpegKernels {
  readonly position: { value: number };
  readonly unstuffed: { readonly value: number };
  unstuff(source: number, end: number, to: number): number;
  decodeMcus(
    first: number,
    limit: number,
    components: number,
    count: number,
    mcu: number,
    end: number,
    keepFrom: number,
    keepTo: number,
  ): number;
  upsample(
    near: number,
    far: number,
    to: number,
    sums: number,
    count: number,
    isFirst: number,
    last: number,
    roundEven: number,
    roundOdd: number,
  ): void;
  toRgb(luma: number, cb: number, cr: number, to: number, stride: number, count: number): void;
}

export interface Kernels {
  readonly arena: Arena;
  readonly resample: ResampleKernels;
  readonly jpeg: JpegKernels;
}

/** Where the fixed addresses of jpeg.wat end. */
const RESERVED_BYTES = 1024;

/** The modules with a memory of their own, or null where this machine's WebAssembly has no SIMD. */
export function openKernels(): Kernels | null {
  const [jpeg, resample] = [JPEG_MODULE_BASE64, RESAMPLE_MODULE_BASE64].map((text) => Buffer.from(text, 'base64'));
  if (!webAssembly.validate(jpeg!) || !webAssembly.validate(resample!)) return null;
  const memory = new webAssembly.Memory({ initial: 1 });
  const open = (bytes: Uint8Array) =>
    new webAssembly.Instance(new webAssembly.Module(bytes), { vision: { memory } }).exports;
  return {
    arena: new Arena(memory, RESERVED_BYTES),
    resample: open(resample!) as ResampleKernels,
    jpeg: open(jpeg!) as JpegKernels,
  };
}
