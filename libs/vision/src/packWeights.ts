/** @file The weights of an axis as resample.wat reads them. */
import type { AxisWeights } from './axisWeights.ts';

export interface PackedWeights {
  /** Per output position: byte offset of the first tap, number of groups. */
  readonly bounds: Int32Array;
  /** Per group of taps: the high halves, then the low ones. */
  readonly weights: Int16Array;
  /** From one output position's weights to the next. */
  readonly weightBytes: number;
}

const LOW_BITS = 11;
/** Plans are shared between images, and so are their packed weights. */
const packed = new WeakMap<AxisWeights, PackedWeights>();

/** @param tapBytes from one tap to the next; the same whenever the axis is */
export function packWeights(
  axis: AxisWeights,
  { tapsPerGroup, tapBytes }: { tapsPerGroup: number; tapBytes: number },
): PackedWeights {
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
