/**
 * @file The resampler of `resample.ts` in 128-bit WebAssembly SIMD (`resample.wat`): the same bytes, several times faster
 * (figures in test/bench/README.md). The source passes through a small window of memory, so that it stays in the cache.
 */
import assert from 'node:assert/strict';
import { webAssembly, type WebAssemblyMemory } from '@regatta/tensor';
import type { AxisWeights } from './axisWeights.ts';
import { resample } from './resample.ts';
import type { ResamplePlan } from './resamplePlan.ts';
import { RESAMPLE_MODULE_BASE64 } from './resampleModule.ts';
import type { RgbImage } from './rgbImage.ts';

interface Passes {
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

/** Weights of one axis as the module reads them. */
interface Packed {
  /** Per output position: byte offset of the first tap, number of groups. */
  readonly bounds: Int32Array;
  /** Per group of taps: the high halves, then the low ones. */
  readonly weights: Int16Array;
  /** From one output position's weights to the next. */
  readonly weightBytes: number;
}

/** Half of a usual second-level cache. */
const SOURCE_WINDOW_BYTES = 128 * 1024;
const PAGE_BYTES = 64 * 1024;
/** The module reads and writes whole vectors: up to this many bytes behind an end. */
const SPARE_BYTES = 16;
const LOW_BITS = 11;
const COLUMN_TAPS_PER_GROUP = 4;
const ROW_TAPS_PER_GROUP = 2;

/** A resampler with memory of its own, or null where this machine's WebAssembly has no SIMD. */
export function createSimdResampler(): ((image: RgbImage, plan: ResamplePlan) => Uint8Array) | null {
  const bytes = Buffer.from(RESAMPLE_MODULE_BASE64, 'base64');
  if (!webAssembly.validate(bytes)) return null;
  const memory = new webAssembly.Memory({ initial: 1 });
  const instance = new webAssembly.Instance(new webAssembly.Module(bytes), { resample: { memory } });
  const passes = instance.exports as Passes;
  return (image, plan) => {
    // The first is rare, the second is a copy: the plain one serves.
    if (plan.isVerticalFirst || (plan.horizontal === null && plan.vertical === null)) return resample(image, plan);
    return resampleIn(memory, passes, image, plan);
  };
}

function resampleIn(
  memory: WebAssemblyMemory,
  passes: Passes,
  image: RgbImage,
  { region, horizontal, vertical, output }: ResamplePlan,
): Uint8Array {
  assert.equal(image.data.length, image.width * image.height * 3, 'RGB pixels fill the image');
  const bytes = output.width * 3;
  const regionBytes = region.width * 3;
  // An even number of rows: the pass along the rows takes two at a time.
  const windowRows = Math.max(2, Math.min(region.height + 1, Math.floor(SOURCE_WINDOW_BYTES / regionBytes)) & ~1);
  const places = layOut({
    source: horizontal === null ? 0 : windowRows * regionBytes,
    // Two spare rows: the second of an odd pair, and the second tap of an odd last one.
    narrow: (region.height + 2) * bytes,
    out: vertical === null ? 0 : output.height * bytes,
    columns: horizontal === null ? 0 : packedBytes(packColumns(horizontal)),
    rows: vertical === null ? 0 : packedBytes(packRows(vertical, bytes)),
  });
  if (places.end > memory.buffer.byteLength) {
    memory.grow(Math.ceil((places.end - memory.buffer.byteLength) / PAGE_BYTES));
  }
  const heap = new Uint8Array(memory.buffer);
  const sourceStart = (y: number) => ((region.top + y) * image.width + region.left) * 3;

  if (horizontal === null) {
    for (let y = 0; y < region.height; y++) {
      heap.set(image.data.subarray(sourceStart(y), sourceStart(y) + bytes), places.narrow + y * bytes);
    }
  } else {
    const columns = packColumns(horizontal);
    put(heap, places.columns, columns);
    for (let top = 0; top < region.height; top += windowRows) {
      const rows = Math.min(windowRows, region.height - top);
      for (let y = 0; y < rows; y++) {
        const start = sourceStart(top + y);
        heap.set(image.data.subarray(start, start + regionBytes), places.source + y * regionBytes);
      }
      passes.alongRows(
        places.narrow + top * bytes,
        places.source,
        rows + (rows & 1),
        regionBytes,
        output.width,
        places.columns,
        places.columns + columns.bounds.byteLength,
        columns.weightBytes,
      );
    }
  }
  if (vertical === null) return heap.slice(places.narrow, places.narrow + region.height * bytes);

  const rows = packRows(vertical, bytes);
  put(heap, places.rows, rows);
  passes.alongColumns(
    places.out,
    places.narrow,
    bytes,
    output.height,
    places.rows,
    places.rows + rows.bounds.byteLength,
    rows.weightBytes,
  );
  return heap.slice(places.out, places.out + output.height * bytes);
}

/** Consecutive places for blocks of these sizes, each with spare bytes behind it. */
function layOut<K extends string>(bytes: Record<K, number>): Record<K | 'end', number> {
  let end = 0;
  const places: Record<string, number> = {};
  for (const [name, size] of Object.entries<number>(bytes)) {
    places[name] = end;
    end += Math.ceil((size + SPARE_BYTES) / 64) * 64;
  }
  return { ...places, end } as Record<K | 'end', number>;
}

const packedBytes = ({ bounds, weights }: Packed) => bounds.byteLength + weights.byteLength;

function put(heap: Uint8Array, at: number, { bounds, weights }: Packed): void {
  heap.set(new Uint8Array(bounds.buffer), at);
  heap.set(new Uint8Array(weights.buffer), at + bounds.byteLength);
}

/** Plans are shared between images, and so are their packed weights. */
const packed = new WeakMap<AxisWeights, Packed>();

const packColumns = (axis: AxisWeights) => pack(axis, { tapsPerGroup: COLUMN_TAPS_PER_GROUP, tapBytes: 3 });
const packRows = (axis: AxisWeights, rowBytes: number) =>
  pack(axis, { tapsPerGroup: ROW_TAPS_PER_GROUP, tapBytes: rowBytes });

function pack(axis: AxisWeights, { tapsPerGroup, tapBytes }: { tapsPerGroup: number; tapBytes: number }): Packed {
  const known = packed.get(axis);
  if (known) return known;
  const { count, first, taps, weights, stride } = axis;
  const groups = Math.ceil(stride / tapsPerGroup);
  const halves = new Int16Array(count * groups * tapsPerGroup * 2);
  const bounds = new Int32Array(count * 2);
  for (let i = 0; i < count; i++) {
    bounds[2 * i] = first[i]! * tapBytes;
    bounds[2 * i + 1] = Math.ceil(taps[i]! / tapsPerGroup);
    for (let j = 0; j < taps[i]!; j++) {
      const weight = weights[i * stride + j]!;
      const group = i * groups + Math.floor(j / tapsPerGroup);
      const at = group * tapsPerGroup * 2 + (j % tapsPerGroup);
      halves[at] = weight >> LOW_BITS;
      halves[at + tapsPerGroup] = weight & ((1 << LOW_BITS) - 1);
    }
  }
  const result = { bounds, weights: halves, weightBytes: groups * tapsPerGroup * 4 };
  packed.set(axis, result);
  return result;
}
