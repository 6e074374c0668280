/**
 * @file Reads `preprocessor_config.json`, the file in which model hubs say how images are prepared for a network. What it
 * says is taken to the letter, or not at all: processors that do more than resize, crop and normalise are left to a person.
 */
import { Preprocessing } from '@regatta/vision';
import { z } from 'zod';

/** Numbers of Pillow's filters. */
const FILTERS: Readonly<Record<number, 'bilinear' | 'bicubic'>> = { 2: 'bilinear', 3: 'bicubic' };
/** They resize floats, take other sizes, or have a rule of their own for the crop. */
const OTHER_PROCESSORS = /ConvNext|DINOv3|Siglip2|EfficientNet|Deit|Perceiver/i;
/** Keys by which a processor does more than is said here, unless they are off. */
const OTHER_STEPS = [
  'crop_pct',
  'do_pad',
  'do_thumbnail',
  'do_flip_channel_order',
  'max_num_patches',
  'rescale_offset',
];

const Side = z.int().min(1);
const Square = z.union([
  z.object({ shortest_edge: Side }),
  z.object({ height: Side, width: Side }).refine(({ height, width }) => height === width, 'Expected a square'),
]);
const Numbers = z.array(z.number()).length(3);

const Config = z.looseObject({
  image_processor_type: z.string().optional(),
  feature_extractor_type: z.string().optional(),
  do_resize: z.literal(true).default(true),
  size: Square,
  resample: z.int().refine((filter) => FILTERS[filter] !== undefined, 'Expected 2 (bilinear) or 3 (bicubic)'),
  do_center_crop: z.boolean().default(false),
  crop_size: z.union([Square, Side.transform((side) => ({ height: side, width: side }))]).optional(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().positive().optional(),
  do_normalize: z.boolean().default(true),
  image_mean: Numbers.nullish(),
  image_std: Numbers.nullish(),
});

export interface ReadConfig {
  /** Null: a person must read it. */
  readonly preprocessing: Preprocessing | null;
  /** Why. */
  readonly reason: string | null;
}

/** @param config the parsed file */
export function readPreprocessorConfig(config: unknown): ReadConfig {
  const parsed = Config.safeParse(config);
  if (!parsed.success) return refuse(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  const { size, resample, do_center_crop: isCropped, crop_size: cropSize } = parsed.data;
  const type = parsed.data.image_processor_type ?? parsed.data.feature_extractor_type ?? '';
  if (OTHER_PROCESSORS.test(type)) return refuse(`${type} has rules of its own`);
  const other = OTHER_STEPS.find((key) => Boolean(parsed.data[key]));
  if (other !== undefined) return refuse(`it says ${other}: ${JSON.stringify(parsed.data[other])}`);
  if (isCropped && cropSize === undefined) return refuse('it crops, and does not say to which size');
  const { do_rescale: isRescaled, do_normalize: isNormalised, image_mean: mean, image_std: std } = parsed.data;
  if (isNormalised && !(mean && std)) return refuse('it normalises, and does not say by which numbers');
  const recipe = Preprocessing.safeParse({
    resize: {
      mode: 'shortest_edge' in size ? 'shorter' : 'exact',
      size: sideOf(size),
      interpolation: FILTERS[resample],
    },
    // transformers rounds the offset of a crop down.
    crop: isCropped ? { size: sideOf(cropSize!), offset: 'floor' } : null,
    rescale: isRescaled ? (parsed.data.rescale_factor ?? 1 / 255) : 1,
    mean: isNormalised ? mean : [0, 0, 0],
    std: isNormalised ? std : [1, 1, 1],
  });
  if (!recipe.success) return refuse(z.prettifyError(recipe.error).replaceAll(/\s+/g, ' '));
  return { preprocessing: recipe.data, reason: null };
}

const refuse = (reason: string): ReadConfig => ({ preprocessing: null, reason });
const sideOf = (size: z.infer<typeof Square>) => ('shortest_edge' in size ? size.shortest_edge : size.height);
