/**
 * @file The manifest of an encoder: the one YAML file that a person writes to add it. Parsed here, read and its weights
 * fetched by the catalog.
 */
import { Preprocessing } from '@regatta/vision';
import { z } from 'zod';
import { EncoderReference } from './fingerprint.ts';
import { recipeNamed } from './recipes.ts';
import { ENCODER_ROLES, EncoderInput, EncoderName, PRECISIONS, Sha256 } from './spec.ts';
import { Tap } from './tap.ts';
import { TEXT_CLEANINGS } from './text/canonicalText.ts';
import { Similarity, TextInputs } from './text/textTowerSpec.ts';

// Short spellings are written out before the check, so that a fault is reported where it is and not as a bad union.
export const TapOrTensor = z.preprocess((tap) => (typeof tap === 'string' ? { tensor: tap } : tap), Tap);
const PreprocessingOrName = z.preprocess(
  (recipe) => (typeof recipe === 'string' ? (recipeNamed(recipe) ?? recipe) : recipe),
  Preprocessing,
);

/** Where a network lies: a path or an address, or either with its hash. */
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

const TextTokenizer = z.preprocess(
  (place) => (typeof place === 'string' && place !== 'clip' ? { file: place } : place),
  z.union([
    z.literal('clip'),
    z.strictObject({
      /** A `tokenizer.json`, relative to the manifest. */
      file: z.string().min(1),
      sha256: Sha256.optional(),
      clean: z.enum(TEXT_CLEANINGS).default('none'),
      /** The token that fills a row, where the file does not say. */
      pad: z.string().min(1).optional(),
    }),
  ]),
);

/** The tower that makes features of texts, in the space of one of the taps. */
export const ManifestText = z.strictObject({
  weights: Weights,
  /** `clip`, or the path of a `tokenizer.json`. */
  tokenizer: TextTokenizer,
  /** Tokens of a text at most. */
  contextLength: z.int().min(2).max(8192),
  inputs: TextInputs.default({ ids: 'input_ids', mask: 'attention_mask' }),
  output: z.string().min(1).default('text_embeds'),
  /** True where padding was looked at in training, as in SigLIP. */
  attendsPadding: z.boolean().default(false),
  similarity: Similarity.default({ scale: 100 }),
  /** The tap whose features share its space: one of `taps`. Left out: the manifest's own. */
  tap: z.string().min(1).optional(),
});
export type ManifestText = z.infer<typeof ManifestText>;

export const EncoderManifest = z
  .strictObject({
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
    /** What it makes of the pictures of `regatta encoders check`, where somebody has published it. */
    reference: EncoderReference.optional(),
    /** For zero-shot classification; left out for encoders of images alone. */
    text: ManifestText.optional(),
  })
  .superRefine(({ taps, text }, context) => {
    if (text?.tap === undefined || Object.hasOwn(taps, text.tap)) return;
    const message = `Expected one of the taps ${Object.keys(taps).join(', ') || '(there are none beside `tap`: leave it out)'}`;
    context.addIssue({ code: 'custom', path: ['text', 'tap'], message });
  });
export type EncoderManifest = z.infer<typeof EncoderManifest>;
