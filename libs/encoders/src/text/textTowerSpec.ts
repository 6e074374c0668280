/**
 * @file The spec of a text tower: the network that turns a text into a feature of the same space as the projected features
 * of an image. It lies under `towers/<hash>.json`, its network under `weights/<sha256>.onnx`, a tokenizer of its own under
 * `tokenizers/<sha256>.json`.
 */
import { canonicalHash } from '@regatta/tensor';
import { z } from 'zod';
import { Sha256 } from '../spec.ts';
import { TEXT_CLEANINGS } from './canonicalText.ts';

export const TowerTokenizer = z.discriminatedUnion('kind', [
  /** CLIP's, which comes along. */
  z.strictObject({ kind: z.literal('clip') }),
  z.strictObject({
    kind: z.literal('file'),
    /** Of the `tokenizer.json`. */
    sha256: Sha256,
    clean: z.enum(TEXT_CLEANINGS),
    pad: z.string().min(1).optional(),
  }),
]);
export type TowerTokenizer = z.infer<typeof TowerTokenizer>;

export const TextInputs = z.strictObject({
  /** Token ids, [texts, tokens]. */
  ids: z.string().min(1).default('input_ids'),
  /** 1 where there is a token, 0 where there is padding; fed where the network has such an input. */
  mask: z.string().min(1).default('attention_mask'),
});

export const TextTowerSpec = z.strictObject({
  version: z.literal(1),
  weights: Sha256,
  tokenizer: TowerTokenizer,
  /** Tokens of a text at most, the marks of beginning and end among them. */
  contextLength: z.int().min(2).max(8192),
  /**
   * `context`: every row has all of its tokens. `longest`: a batch is as wide as its longest text, for prompts some ten of
   * 77 tokens. It changes nothing where no token looks at those behind it, as in CLIP; a trial shows whether it does.
   */
  padding: z.enum(['context', 'longest']),
  /** True where padding was looked at in training, as in SigLIP: a mask is then 1 everywhere. */
  attendsPadding: z.boolean(),
  inputs: TextInputs,
  /** The tensor [texts, d] that is the feature. */
  output: z.string().min(1),
});
export type TextTowerSpec = z.infer<typeof TextTowerSpec>;

/** Raised whenever a tower may give other numbers for the same spec and texts. */
const TOWER_VERSION = 1;

/** The 64 hex digits that name a tower: everything that decides the features of a text. */
export function textTowerHash({ version: _, ...spec }: TextTowerSpec): string {
  return canonicalHash({ tower: TOWER_VERSION, ...spec });
}

/** How likely an image is of a class, from the cosines of its feature with those of the classes. */
export const Similarity = z.strictObject({
  /** Multiplies a cosine: e to the power of the learnt logit scale. */
  scale: z.number().positive().max(1e6).default(100),
  /** Added to it; given where the classes are judged one by one by a sigmoid (SigLIP), left out where by a softmax (CLIP). */
  bias: z.number().optional(),
});
export type Similarity = z.infer<typeof Similarity>;
