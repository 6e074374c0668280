/**
 * @file The resampler of `resample.ts` in 128-bit WebAssembly SIMD (`resample.wat`): the same bytes, several times faster
 * (figures in test/bench/README.md). The source comes a few rows at a time, as planes, so that it stays in the cache: from
 * the decoder of jpegDecoder.ts, which lies in the same memory, or cut from a whole picture.
 */
import assert from 'node:assert/strict';
import type { Arena } from './arena.ts';
import type { Kernels, ResampleKernels } from './kernels.ts';
import { packWeights, type PackedWeights } from './packWeights.ts';
import { resample } from './resample.ts';
import type { ResamplePlan } from './resamplePlan.ts';
import type { RgbImage } from './rgbImage.ts';

/** Half of a usual second-level cache. */
const WINDOW_BYTES = 128 * 1024;
/** The kernels read and write whole vectors: up to this many bytes behind an end. */
const SPARE_BYTES = 64;
const SAMPLES_PER_VECTOR = 16;
/** `alongRows` takes so many rows of a plane at a time. */
const ROWS_PER_STEP = 4;
const COLUMN_TAPS_PER_GROUP = 8;
const ROW_TAPS_PER_GROUP = 2;

export interface SourceRows {
  /** How many rows are pushed at a time, at most. */
  readonly rowsMax: number;
  /** From one row of a plane to the next. */
  readonly rowBytes: number;
  /** Samples of each row before the region of the plan. */
  readonly lead: number;
}

/** One resampling, along the rows first, of rows that come one after the other. */
export class RowResampler {
  /** Where the rows are to be written before a push: red, green and blue of the first row, then of the second, ... */
  readonly window: number;
  readonly #arena: Arena;
  readonly #kernels: ResampleKernels;
  readonly #plan: ResamplePlan;
  readonly #source: SourceRows;
  readonly #narrow: number;
  readonly #columns: { at: number; packed: PackedWeights } | null;
  #rows = 0;

  constructor({ arena, resample: kernels }: Kernels, plan: ResamplePlan, source: SourceRows) {
    const { region, horizontal, output } = plan;
    const spareRows = ROWS_PER_STEP;
    assert.ok(!plan.isVerticalFirst, 'rows come one after the other');
    this.#arena = arena;
    this.#kernels = kernels;
    this.#plan = plan;
    this.#source = source;
    this.window = arena.take((3 * source.rowsMax + spareRows) * source.rowBytes + SPARE_BYTES);
    // Spare rows: what `alongRows` writes too many, and the second tap of an odd last one.
    this.#narrow = arena.take((3 * region.height + spareRows) * output.width + SPARE_BYTES);
    const packed = horizontal && packWeights(horizontal, { tapsPerGroup: COLUMN_TAPS_PER_GROUP, tapBytes: 1 });
    this.#columns = packed && { at: putWeights(arena, packed), packed };
  }

  /** Takes the first rows of the window: the next ones of the region. */
  push(rows: number): void {
    const { output, region } = this.#plan;
    const { rowBytes, lead, rowsMax } = this.#source;
    assert.ok(rows <= rowsMax && this.#rows + rows <= region.height, 'the rows are of the region, and fit the window');
    const [from, to] = [this.window + lead, this.#narrow + 3 * this.#rows * output.width];
    if (this.#columns === null) {
      const heap = this.#arena.bytes;
      for (let i = 0; i < 3 * rows; i++) {
        heap.copyWithin(to + i * output.width, from + i * rowBytes, from + i * rowBytes + output.width);
      }
    } else {
      const { at, packed } = this.#columns;
      const weights = at + packed.bounds.byteLength;
      this.#kernels.alongRows(to, from, 3 * rows, rowBytes, output.width, at, weights, packed.weightBytes);
    }
    this.#rows += rows;
  }

  /** @returns RGB rows of the plan's output, [height, width, 3], in a buffer of their own */
  finish(): Uint8Array {
    const { output, region, vertical } = this.#plan;
    assert.equal(this.#rows, region.height, 'all rows of the region have been pushed');
    const bytes = 3 * output.width;
    let planes = this.#narrow;
    if (vertical !== null) {
      const packed = packWeights(vertical, { tapsPerGroup: ROW_TAPS_PER_GROUP, tapBytes: bytes });
      planes = this.#arena.take(output.height * bytes + SPARE_BYTES);
      const at = putWeights(this.#arena, packed);
      const weights = at + packed.bounds.byteLength;
      this.#kernels.alongColumns(planes, this.#narrow, bytes, output.height, at, weights, packed.weightBytes);
    }
    const out = this.#arena.take(output.height * bytes + SPARE_BYTES);
    for (let y = 0; y < output.height; y++) {
      this.#kernels.join(planes + y * bytes, output.width, out + y * bytes, output.width);
    }
    return this.#arena.bytes.slice(out, out + output.height * bytes);
  }
}

/** Resamples a whole picture. @returns RGB rows of the plan's output, [height, width, 3] */
export function resampleSimd(kernels: Kernels, image: RgbImage, plan: ResamplePlan): Uint8Array {
  // The first is rare, the second is a copy: the plain one serves.
  if (plan.isVerticalFirst || (plan.horizontal === null && plan.vertical === null)) return resample(image, plan);
  const { region } = plan;
  assert.equal(image.data.length, image.width * image.height * 3, 'RGB pixels fill the image');
  const { arena } = kernels;
  arena.reset();
  const rowBytes = Math.ceil(region.width / SAMPLES_PER_VECTOR) * SAMPLES_PER_VECTOR;
  const rowsMax = Math.max(1, Math.min(region.height, Math.floor(WINDOW_BYTES / (3 * rowBytes))));
  const pixels = arena.take(3 * rowBytes + SPARE_BYTES);
  const rows = new RowResampler(kernels, plan, { rowsMax, rowBytes, lead: 0 });
  for (let top = 0; top < region.height; top += rowsMax) {
    const count = Math.min(rowsMax, region.height - top);
    for (let y = 0; y < count; y++) {
      const start = ((region.top + top + y) * image.width + region.left) * 3;
      arena.bytes.set(image.data.subarray(start, start + region.width * 3), pixels);
      kernels.resample.split(pixels, rows.window + 3 * y * rowBytes, rowBytes, region.width);
    }
    rows.push(count);
  }
  return rows.finish();
}

/** The address of bounds and weights, one behind the other. */
function putWeights(arena: Arena, { bounds, weights }: PackedWeights): number {
  const at = arena.take(bounds.byteLength + weights.byteLength);
  arena.bytes.set(new Uint8Array(bounds.buffer), at);
  arena.bytes.set(new Uint8Array(weights.buffer), at + bounds.byteLength);
  return at;
}
