/** @file A sliding window with all its numbers written out. */

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each dimension, then behind each. */
  readonly pads: readonly number[];
}

export interface WindowAttributes {
  readonly auto_pad: string;
  readonly pads?: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
}

/** The window of a node, defaults filled in and automatic padding computed. @param space lengths of the padded image */
export function explicitWindow(
  { auto_pad, pads, strides, dilations }: WindowAttributes,
  kernel: readonly number[],
  space: readonly number[],
): Window {
  const ones = kernel.map(() => 1);
  const steps = strides ?? ones;
  const gaps = dilations ?? ones;
  const window = { kernel, strides: steps, dilations: gaps };
  if (auto_pad === 'NOTSET') return { ...window, pads: pads ?? [...ones, ...ones].map(() => 0) };
  if (auto_pad === 'VALID') return { ...window, pads: [...ones, ...ones].map(() => 0) };
  const totals = space.map((length, i) => {
    const extent = (kernel[i]! - 1) * gaps[i]! + 1;
    return Math.max(0, (Math.ceil(length / steps[i]!) - 1) * steps[i]! + extent - length);
  });
  const [small, large] = [totals.map((total) => total >> 1), totals.map((total) => total - (total >> 1))];
  // An odd pixel goes behind the image (upper) or before it (lower).
  return { ...window, pads: auto_pad === 'SAME_UPPER' ? [...small, ...large] : [...large, ...small] };
}
