/**
 * @file The manifest of an encoder: the one YAML file that a person writes to add it. Parsed here, read and its weights
 * fetched by the catalog.
 */
import { Preprocessing } from '@regatta/vision';
import { z } from 'zod';
import { recipeNamed } from './recipes.ts';
import { ENCODER_ROLES, EncoderInput, EncoderName, PRECISIONS, Sha256 } from './spec.ts';
import { Tap } from './tap.ts';

// Short spellings are written out before the check, so that a fault is reported where it is and not as a bad union.
export const TapOrTensor = z.preprocess((tap) => (typeof tap === 'string' ? { tensor: tap } : tap), Tap);
const PreprocessingOrName = z.preprocess(
  (recipe) => (typeof recipe === 'string' ? (recipeNamed(recipe) ?? recipe) : recipe),
  Preprocessing,
);

const Weights = z.preprocess(
  (place) => (typeof place === 'string' ? (/^https?:\/\//.test(place) ? { url: place } : { file: place }) : place),
  z
    .strictObject({
      /** Relative to the manifest. */
      file: z.string().min(1).optional(),
      url: z.url({ protocol: /^https?$/ }).optional(),
      /** Checked always. Left out, the hash of the first use is locked and checked from then on. */
      sha256: Sha256.optional(),
    })
    .refine(({ file, url }) => (file === undefined) !== (url === undefined), 'Expected either file or url'),
);

export const EncoderManifest = z.strictObject({
  name: EncoderName,
  /** A path or an address, or either with its hash. */
  weights: Weights,
  input: EncoderInput,
  /** The recipe, or the name of one: `clip`, `torchvision-vit-b-16`, `study`. */
  preprocessing: PreprocessingOrName,
  /** A tap, or just the name of a tensor that is [batch, d]. */
  tap: TapOrTensor,
  /** Other taps by name, for `{use: NAME, tap: cls}` in a sweep file. */
  taps: z.record(z.string().min(1), TapOrTensor).default({}),
  /** In what numbers the file computes. */
  precision: z.enum(PRECISIONS).default('fp32'),
  role: z.enum(ENCODER_ROLES).default('pretrained'),
  family: z.string().optional(),
  licence: z.string().min(1),
  source: z.string().optional(),
  notes: z.string().optional(),
});
export type EncoderManifest = z.infer<typeof EncoderManifest>;
