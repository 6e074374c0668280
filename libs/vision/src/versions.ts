/** @file What made the pixels: recorded with every number. */
import sharp from 'sharp';

/** Raised whenever the same file and recipe may give other pixels. */
const VISION_VERSION = '2';

export const VISION_VERSIONS: { readonly sharp: string; readonly libvips: string; readonly vision: string } = {
  sharp: sharp.versions.sharp ?? 'unknown',
  libvips: sharp.versions.vips,
  vision: VISION_VERSION,
};
