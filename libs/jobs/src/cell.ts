/**
 * @file The cell: one entry of the experiment matrix, and the hash that names it.
 *
 * Words: a *sweep* is a named set of cells; a *cell* is encoder x dataset x split x method; a *budget* is the number of
 * labels per class that a method may see; a *draw* is one seeded sampling of a budget; a *job* is a unit of execution for
 * a worker; an *attempt* is one try at a job; a *lease* is the right to run it until a deadline; the *fencing token* is
 * the number that makes a late writer fail.
 *
 * A cell's id is a hash of everything that decides its numbers and of nothing else: budget and draw are in it only
 * through the split they give. So two budgets with the same split (100 and `all` of a class of 60) are one cell, listed
 * under both, and an encoder under another name is still the same encoder.
 */
import { z } from 'zod';
import { contentHash } from './canonicalJson.ts';
import { Method, isStochastic, usesLabels } from './method.ts';
import { Sha256 } from './sha256.ts';

export { Sha256 };

/** Names are shown in tables and used in object keys. */
export const Name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,199}$/,
    'Expected a name of letters, digits and . _ + @ -, beginning with a letter or digit, at most 200 long',
  );

/**
 * The rule that makes train, val and test: `few-shot` (one fixed test set, nested budgets), `published` (the dataset's
 * official split), `study` (the counts of the study of 2022).
 */
export const PROTOCOLS = ['few-shot', 'published', 'study'] as const;
export const Protocol = z.enum(PROTOCOLS);
export type Protocol = z.infer<typeof Protocol>;

/**
 * Labels per class, training and validation together; `all` takes every label of the training pool. 0 is the budget of
 * methods that use no labels, and of no other.
 */
export const Budget = z.union([z.int().min(0).max(1_000_000), z.literal('all')]);
export type Budget = z.infer<typeof Budget>;

/** Everything that decides a feature, except the provider that computes it, which is recorded with each result. */
export const EncoderRef = z.strictObject({
  name: Name,
  /** Hash of weights, input, preprocessing, tap and precision; the encoder lies under `encoders/<hash>.json`. */
  hash: Sha256,
  weights: Sha256,
  tap: z.string().min(1),
  preprocessing: z.string().min(1),
  precision: z.enum(['fp32', 'fp16', 'int8']),
  role: z.enum(['pretrained', 'control']),
});
export type EncoderRef = z.infer<typeof EncoderRef>;

export const DatasetRef = z.strictObject({
  name: Name,
  /** Content hash of the manifest, which lies under `datasets/<name>/<hash>/manifest.json`. */
  hash: Sha256,
});
export type DatasetRef = z.infer<typeof DatasetRef>;

/** The question put to a protocol: which images train, validate and test? The answer's hash is the split's name. */
export const SplitRequest = z.strictObject({
  protocol: Protocol,
  budget: Budget,
  draw: z.int().min(0),
  seed: z.int().min(0),
  /** True when a share of the budget is set aside to choose by validation. */
  holdOut: z.boolean(),
});
export type SplitRequest = z.infer<typeof SplitRequest>;

export const Cell = z
  .strictObject({
    encoder: EncoderRef,
    dataset: DatasetRef,
    split: z.strictObject({ hash: Sha256, request: SplitRequest }),
    method: Method,
    /** Seed of a stochastic method; null where the result does not depend on one. */
    seed: z.int().min(0).nullable(),
  })
  .refine(({ split, method }) => (split.request.budget === 0) !== usesLabels(method), {
    path: ['split', 'request', 'budget'],
    error: 'Expected a budget of 0 with a method that uses no labels, and only with one',
  });
export type Cell = z.infer<typeof Cell>;

/** The 64 hex digits that name a cell, its result and everything computed for it. */
export function cellId(cell: Cell): string {
  return contentHash({
    version: 1,
    encoder: cell.encoder.hash,
    dataset: cell.dataset.hash,
    protocol: cell.split.request.protocol,
    split: cell.split.hash,
    method: cell.method,
    seed: isStochastic(cell.method) ? cell.seed : null,
  });
}
