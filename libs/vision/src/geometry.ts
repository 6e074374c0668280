/** @file How sizes and offsets round: which rectangle of the resized image a recipe keeps. */
import type { Preprocessing } from './preprocessing.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle inside an image. @unit pixels */
export interface Window extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * Size of the whole image after the resize.
 * Source: torchvision `_compute_resized_output_size`; transformers `get_resize_output_image_size` is equal.
 */
export function resizedSize({ width, height }: Size, { mode, size }: Preprocessing['resize']): Size {
  if (mode === 'exact') return { width: size, height: size };
  const long = Math.trunc((size * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: size, height: long } : { width: long, height: size };
}

/** The window of the resized image that is kept: all of it, or a centred square. */
export function keptWindow(resized: Size, crop: Preprocessing['crop']): Window {
  if (crop === null) return { left: 0, top: 0, ...resized };
  const offset = crop.offset === 'floor' ? halfDown : halfToEven;
  return {
    left: offset(resized.width - crop.size),
    top: offset(resized.height - crop.size),
    width: crop.size,
    height: crop.size,
  };
}

const halfDown = (surplus: number) => Math.floor(surplus / 2);

/** Python's `round(surplus / 2)`. */
function halfToEven(surplus: number): number {
  const down = Math.floor(surplus / 2);
  return surplus % 2 === 1 && down % 2 === 1 ? down + 1 : down;
}
