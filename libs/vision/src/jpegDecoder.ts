/**
 * @file Decodes plain JPEGs (jpegHeader.ts says which) in WebAssembly SIMD, row by row of MCUs, and hands the rows of the
 * region that a resampling reads to it as they come: no picture is ever put together.
 *
 * The samples are libjpeg-turbo's to the bit, which are Pillow's and sharp's; sharp takes half a millisecond beside its
 * decoder and cannot leave out what a crop does not keep. A file that is irregular in any way is left to sharp, so that
 * what is read, what is refused and why is decided in one place.
 */
import type { Arena } from './arena.ts';
import { huffmanTable } from './huffmanTable.ts';
import type { Size } from './geometry.ts';
import type { HuffmanCode, JpegHeader } from './jpegHeader.ts';
import type { Kernels } from './kernels.ts';
import { RowResampler } from './resampleSimd.ts';
import type { ResamplePlan } from './resamplePlan.ts';

const BLOCK = 8;
const VECTOR = 16;
/** Beside the samples of a plane's row: what the kernels read or write too many on either side. */
const MARGIN = 16;
/** Behind the entropy-coded bytes: more than one MCU may read before its end is noticed. */
const OVERREAD_BYTES = 4096;
const FILE_BYTES_MAX = 2 ** 28 - 1;
/** Columns of a component's row of numbers, see `decodeMcus` in jpeg.wat. */
const COMPONENT_NUMBERS = 9;
const PLANE = 5;
const LAST_DC = 7;

// prettier-ignore
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/** By how much each side is reduced while the file is decoded. */
export type Reduction = 1 | 2 | 4;

/** Size of the picture that is decoded. */
export function reducedSize({ width, height }: Size, reduction: Reduction): Size {
  return { width: Math.ceil(width / reduction), height: Math.ceil(height / reduction) };
}

export interface JpegWork {
  readonly header: JpegHeader;
  /** From the reduced picture. */
  readonly plan: ResamplePlan;
  /**
   * Above 1, every sample is the mean of the 2 x 2 or 4 x 4 that it stands for, computed from the coefficients.
   * @default 1
   */
  readonly reduction?: Reduction;
}

/** @returns the plan's output, [height, width, 3]; null where the file or the plan is left to the general way */
export function resamplePlainJpeg(
  kernels: Kernels,
  bytes: Uint8Array,
  { header, plan, reduction = 1 }: JpegWork,
): Uint8Array | null {
  if (plan.isVerticalFirst || bytes.length > FILE_BYTES_MAX) return null;
  kernels.arena.reset();
  const scan = readScan(kernels, bytes, header);
  const planes = layOutPlanes(kernels.arena, header, { plan, reduction });
  const components = scan && putComponents(kernels.arena, header, planes);
  if (scan === null || components === null) return null;
  const rows = new RowResampler(kernels, plan, {
    rowsMax: planes.mcuHeight + 1,
    rowBytes: planes.rowBytes,
    lead: plan.region.left - planes.from,
  });
  return decodeScan({ kernels, header, plan, scan, planes, components, rows }) ? rows.finish() : null;
}

/** The entropy-coded bytes, backwards and without stuffing, see jpeg.wat. */
interface Scan {
  /** Address of the first byte. */
  readonly first: number;
  /** Where each part between restarts ends. @unit bytes, from the first one */
  readonly ends: readonly number[];
}

/** @returns null unless restarts come in their order and the end of the image after them */
function readScan({ arena, jpeg }: Kernels, bytes: Uint8Array, header: JpegHeader): Scan | null {
  const coded = bytes.length - header.scanAt;
  const source = arena.take(coded + MARGIN);
  const first = arena.take(OVERREAD_BYTES + coded + 2 * MARGIN) + OVERREAD_BYTES + coded + MARGIN;
  const heap = arena.bytes;
  heap.set(bytes.subarray(header.scanAt), source);
  const ends: number[] = [];
  let [at, to] = [source, first];
  for (;;) {
    at = jpeg.unstuff(at, source + coded, to);
    if (at + 1 >= source + coded) return null;
    // The marker's first byte was taken for one of the data.
    to = jpeg.unstuffed.value + 1;
    ends.push(first - to);
    const marker = heap[at + 1]!;
    if (marker === 0xd9) return { first, ends };
    if (header.restartInterval === 0 || marker !== 0xd0 + ((ends.length - 1) & 7)) return null;
    at += 2;
  }
}

/** Where samples lie: of each component two rows of MCUs, the one in hand and the one above it. */
interface Planes {
  /** Of the reduced picture. */
  readonly width: number;
  readonly height: number;
  /** Per component: samples of a block's side. */
  readonly sides: readonly number[];
  /** Luma samples to a chroma sample, across and down. */
  readonly across: number;
  readonly down: number;
  readonly mcuWidth: number;
  readonly mcuHeight: number;
  readonly mcusAcross: number;
  readonly mcusDown: number;
  /** The MCUs of a row that have any weight, and the first column that becomes a colour, a multiple of 16. */
  readonly keepFrom: number;
  readonly keepTo: number;
  readonly from: number;
  /** How many columns become colours, and the room for them in a row of one. */
  readonly columns: number;
  readonly rowBytes: number;
  /** Per component: address of the first sample of MCU `keepFrom`, and from one row to the next. */
  readonly at: readonly number[];
  readonly strides: readonly number[];
}

function layOutPlanes(
  arena: Arena,
  header: JpegHeader,
  { plan: { region }, reduction }: { plan: ResamplePlan; reduction: Reduction },
): Planes {
  const { components } = header;
  const { width, height } = reducedSize(header, reduction);
  const luma = components[0]!;
  const side = BLOCK / reduction;
  // Chroma that is halved anyway is reduced once less, and then fits luma's size.
  const isHalved = luma.across === 2 && luma.down === 2 && reduction > 1;
  const sides = components.map((_, i) => (i > 0 && isHalved ? 2 * side : side));
  const [across, down] = isHalved ? [1, 1] : [luma.across, luma.down];
  const [mcuWidth, mcuHeight] = [side * luma.across, side * luma.down];
  const mcusAcross = Math.ceil(header.width / (BLOCK * luma.across));
  const mcusDown = Math.ceil(header.height / (BLOCK * luma.down));
  const from = region.left - (region.left % VECTOR);
  // Halved chroma takes a sample more on either side.
  const reach = across === 2 ? 2 : 0;
  const keepFrom = Math.max(0, Math.floor((from - reach) / mcuWidth));
  const keepTo = Math.min(mcusAcross, Math.ceil((region.left + region.width + reach) / mcuWidth));
  const strides = components.map((own, i) => (keepTo - keepFrom) * sides[i]! * own.across + 2 * MARGIN);
  const at = components.map(
    (own, i) => arena.take(2 * sides[i]! * own.down * strides[i]! + 2 * VECTOR + 2 * MARGIN) + MARGIN,
  );
  const columns = region.left + region.width - from;
  const rowBytes = Math.ceil(columns / VECTOR) * VECTOR + VECTOR;
  const mcus = { mcuWidth, mcuHeight, mcusAcross, mcusDown, keepFrom, keepTo };
  return { width, height, sides, across, down, ...mcus, from, columns, rowBytes, at, strides };
}

/** @returns the address of what `decodeMcus` knows of the components; null where a Huffman code is none */
function putComponents(arena: Arena, { components }: JpegHeader, { at, strides, sides }: Planes): number | null {
  const tables = new Map<string, number>();
  const put = (code: HuffmanCode, kind: 'dc' | 'ac') => {
    const name = `${kind} ${code.symbols.byteOffset}`;
    const known = tables.get(name);
    if (known !== undefined) return known;
    const table = huffmanTable(code, kind);
    if (table === null) return null;
    const place = arena.put(table);
    tables.set(name, place);
    return place;
  };
  const rows: number[] = [];
  for (const [i, { across, down, quantisation, dc, ac }] of components.entries()) {
    const factors = new Int16Array(64);
    for (const [k, factor] of quantisation.entries()) factors[ZIGZAG[k]!] = factor;
    const [dcTable, acTable] = [put(dc, 'dc'), put(ac, 'ac')];
    if (dcTable === null || acTable === null) return null;
    rows.push(across, down, arena.put(factors), dcTable, acTable, at[i]!, strides[i]!, 0, sides[i]!);
  }
  return arena.put(Int32Array.from(rows));
}

interface Decoding {
  readonly kernels: Kernels;
  readonly header: JpegHeader;
  readonly plan: ResamplePlan;
  readonly scan: Scan;
  readonly planes: Planes;
  readonly components: number;
  readonly rows: RowResampler;
}

/** @returns false where the bits are no image: an impossible code, too many or too few of them */
function decodeScan(decoding: Decoding): boolean {
  const { kernels, header, plan, scan, planes, components, rows } = decoding;
  const { arena, jpeg } = kernels;
  const { mcusAcross, mcusDown, mcuHeight, sides } = planes;
  const count = header.components.length;
  const interval = header.restartInterval || mcusAcross * mcusDown;
  if (scan.ends.length !== Math.ceil((mcusAcross * mcusDown) / interval)) return false;
  const paint = painter(decoding);
  // The farther of two rows of halved chroma.
  const reach = planes.down === 2 ? 1 : 0;
  const bottom = plan.region.top + plan.region.height;
  const numbers = new Int32Array(arena.bytes.buffer, components, count * COMPONENT_NUMBERS);
  let [part, left, painted] = [0, interval, plan.region.top];
  jpeg.position.value = 0;
  for (let mcuRow = 0; mcuRow < mcusDown; mcuRow++) {
    const isKept = mcuRow * mcuHeight < bottom + reach && (mcuRow + 1) * mcuHeight > plan.region.top - reach;
    const [keepFrom, keepTo] = isKept ? [planes.keepFrom, planes.keepTo] : [0, 0];
    for (const [i, { down }] of header.components.entries()) {
      numbers[COMPONENT_NUMBERS * i + PLANE] = planes.at[i]! + (mcuRow & 1) * sides[i]! * down * planes.strides[i]!;
    }
    for (let mcu = 0; mcu < mcusAcross;) {
      if (left === 0) {
        left = interval;
        part++;
        jpeg.position.value = 8 * scan.ends[part - 1]!;
        for (let i = 0; i < count; i++) numbers[COMPONENT_NUMBERS * i + LAST_DC] = 0;
      }
      const end = mcu + Math.min(left, mcusAcross - mcu);
      const limit = 8 * scan.ends[part]!;
      if (jpeg.decodeMcus(scan.first, limit, components, count, mcu, end, keepFrom, keepTo) === 0) return false;
      left -= end - mcu;
      mcu = end;
      const isLast = left === 0 || (mcuRow === mcusDown - 1 && mcu === mcusAcross);
      if (isLast && jpeg.position.value <= limit - 8) return false;
    }
    const ready = mcuRow === mcusDown - 1 ? planes.height : (mcuRow + 1) * mcuHeight - reach;
    const to = Math.min(ready, bottom);
    if (to <= painted) continue;
    for (let y = painted; y < to; y++) paint(y, y - painted);
    rows.push(to - painted);
    painted = to;
  }
  return true;
}

/** Makes a row of the image one of red, green and blue in the window of the resampling. */
function painter({ kernels, header, planes, rows }: Decoding): (y: number, place: number) => void {
  const { arena, jpeg } = kernels;
  const { components } = header;
  const { width, height, across, down, sides, from, columns: count, rowBytes, keepFrom, at, strides } = planes;
  const { mcuWidth, mcuHeight } = planes;
  const lumaAt = at[0]! + from - keepFrom * mcuWidth;
  const luma = (y: number) => lumaAt + (y % (2 * mcuHeight)) * strides[0]!;
  const chromaLeft = (from - keepFrom * mcuWidth) / across;
  const chroma = (i: number, y: number) => at[i]! + chromaLeft + (y % (2 * sides[i]!)) * strides[i]!;
  const window = (place: number) => rows.window + 3 * place * rowBytes;

  if (components.length === 1) {
    return (y, place) => {
      for (let plane = 0; plane < 3; plane++) {
        arena.bytes.copyWithin(window(place) + plane * rowBytes, luma(y), luma(y) + count);
      }
    };
  }
  if (across === 1) {
    return (y, place) => jpeg.toRgb(luma(y), chroma(1, y), chroma(2, y), window(place), rowBytes, count);
  }
  const halfCount = Math.ceil(count / 2);
  const wide = [1, 2].map(() => arena.take(2 * halfCount + 4 * VECTOR));
  const sums = arena.take(2 * halfCount + 8 * VECTOR);
  const lastColumn = Math.ceil(width / 2) - 1 - from / 2;
  const last = lastColumn < halfCount + BLOCK ? lastColumn : -1;
  const lastRow = Math.ceil(height / down) - 1;
  const [roundEven, roundOdd] = down === 2 ? ([8, 7] as const) : ([4, 8] as const);
  return (y, place) => {
    const near = down === 2 ? y >> 1 : y;
    const far = down === 2 ? Math.min(Math.max((y & 1) === 1 ? near + 1 : near - 1, 0), lastRow) : y;
    for (const i of [1, 2]) {
      const isFirst = from === 0 ? 1 : 0;
      jpeg.upsample(chroma(i, near), chroma(i, far), wide[i - 1]!, sums, halfCount, isFirst, last, roundEven, roundOdd);
    }
    jpeg.toRgb(luma(y), wide[0]!, wide[1]!, window(place), rowBytes, count);
  };
}
