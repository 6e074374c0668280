/**
 * @file The recipe that turns an image file into what an encoder was trained on. Each family has its own; a wrong one
 * costs accuracy in silence, so every number of it is part of the encoder's identity.
 *
 * Words as in torchvision and transformers: resize, centre crop, rescale, mean, std. Rescale and normalisation happen in
 * the encoder's graph: (x * rescale - mean) / std per channel; this library gives the uint8 pixels before them.
 */
import { z } from 'zod';

/** Of a decoded image. A larger one would take seconds and gigabytes. */
const TARGET_SIDE_MAX = 4096;
const Side = z.int().min(1).max(TARGET_SIDE_MAX);
const Channels = z.tuple([z.number(), z.number(), z.number()]);

export const INTERPOLATIONS = ['bilinear', 'bicubic'] as const;
/** Pillow's filters with antialias: bilinear is a triangle, bicubic is Keys' with a = -0.5. */
export type Interpolation = (typeof INTERPOLATIONS)[number];

export const Preprocessing = z
  .strictObject({
    resize: z.strictObject({
      /** `shorter`: the shorter side becomes `size`, the longer one trunc(size * long / short); `exact`: both become `size`. */
      mode: z.enum(['shorter', 'exact']),
      size: Side,
      interpolation: z.enum(INTERPOLATIONS),
    }),
    /** Centre crop to a square; null only after an exact resize. */
    crop: z
      .strictObject({
        size: Side,
        /** An odd surplus: torchvision rounds half of it to even, transformers down. One pixel apart for 3 modulo 4. */
        offset: z.enum(['half-even', 'floor']).default('half-even'),
      })
      .nullable()
      .default(null),
    rescale: z
      .number()
      .positive()
      .default(1 / 255),
    mean: Channels,
    std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
    /** `exact`: Pillow to the bit. `fast`: large JPEGs are reduced while they are decoded: half a step off on average, more at hard edges. */
    mode: z.enum(['exact', 'fast']).default('exact'),
    /** `exif` turns the image upright first. The published numbers of nearly all encoders come from pixels as stored. */
    orientation: z.enum(['as-stored', 'exif']).default('as-stored'),
    /** Each pass rounds, so their order shows: Pillow 3.3 to 12 begins horizontally, 13 vertically where images are tall. */
    passOrder: z.enum(['horizontal-first', 'pillow-13']).default('horizontal-first'),
  })
  .superRefine(({ resize, crop }, context) => {
    if (crop === null && resize.mode === 'shorter') {
      const message = 'Expected a crop after a resize of the shorter side: encoders take squares. Add crop: {size: N}';
      context.addIssue({ code: 'custom', path: ['crop'], message });
    }
    if (crop !== null && crop.size > resize.size) {
      const message = `Expected a crop of at most the resized ${resize.size} pixels, got ${crop.size}`;
      context.addIssue({ code: 'custom', path: ['crop', 'size'], message });
    }
  });
export type Preprocessing = z.infer<typeof Preprocessing>;

/** Side of the square that a recipe gives. @unit pixels */
export function outputSide({ resize, crop }: Pick<Preprocessing, 'resize' | 'crop'>): number {
  return crop?.size ?? resize.size;
}
