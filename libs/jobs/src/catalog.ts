/**
 * @file Every kind of job, defined once: what it is given, what it answers, which lane it wants, and its limits.
 *
 * The coordinator plans by this table, the bus and the store parse by it, and the executor's handlers are typed by it,
 * so a kind without a handler does not compile.
 */
import { z } from 'zod';
import { contentHash } from './canonicalJson.ts';
import { DatasetRef, EncoderRef, Sha256, SplitRequest } from './cell.ts';
import { ContractError } from './errors.ts';
import { Method } from './method.ts';

export const LANES = ['gpu', 'cpu'] as const;
/** What a job wants of a worker. A worker lists the lanes it serves; a laptop serves both. */
export type Lane = (typeof LANES)[number];
export const LaneSchema = z.enum(LANES);

export const PROVIDERS = ['cpu', 'cuda', 'webgpu'] as const;

/** Embeds one shard of images: images in, one row of features per image out. */
export const EmbedPayload = z.strictObject({
  version: z.literal(1),
  encoder: EncoderRef,
  dataset: DatasetRef,
  shard: z.strictObject({ index: z.int().min(0), sha256: Sha256, images: z.int().min(1), bytes: z.int().min(1) }),
  /** The provider asked for; `auto` takes the best one present. What was really used stands in the result. */
  provider: z.enum(['auto', ...PROVIDERS]),
  /** Share of a shard's images that may be unreadable before the job fails with their list. */
  unreadableShareMax: z.number().min(0).max(1),
});
export type EmbedPayload = z.infer<typeof EmbedPayload>;

export const UnreadableImage = z.strictObject({
  /** Position of the image in the dataset's manifest. */
  image: z.int().min(0),
  path: z.string(),
  reason: z.string(),
});
export type UnreadableImage = z.infer<typeof UnreadableImage>;

export const EmbedResult = z.strictObject({
  /** Hash of encoder and provider: the folder of the features, `features/<featureSet>/<shard sha256>.npy`. */
  featureSet: Sha256,
  key: z.string(),
  shard: z.int().min(0),
  rows: z.int().min(0),
  dimension: z.int().min(1),
  provider: z.string(),
  /** Why the provider asked for was not used; null when it was. */
  fallback: z.string().nullable(),
  unreadable: z.array(UnreadableImage),
  /** True when the features were there already and nothing was computed. */
  reused: z.boolean(),
  batch: z.int().min(0),
  imagesPerSecond: z.number().min(0),
  /** Share of the wall time that the session was running, and that it waited for images. */
  busy: z.number().min(0).max(1),
  starved: z.number().min(0).max(1),
  seconds: z.number().min(0),
});
export type EmbedResult = z.infer<typeof EmbedResult>;

/** Scores many cells that share one feature set; each cell is committed on its own. */
export const EvaluatePayload = z.strictObject({
  version: z.literal(1),
  encoder: EncoderRef,
  dataset: DatasetRef,
  cells: z
    .array(
      z.strictObject({
        id: Sha256,
        split: z.strictObject({ hash: Sha256, request: SplitRequest }),
        method: Method,
        seed: z.int().min(0).nullable(),
      }),
    )
    .min(1),
});
export type EvaluatePayload = z.infer<typeof EvaluatePayload>;

export const EvaluateResult = z.strictObject({
  done: z.int().min(0),
  failed: z.int().min(0),
  seconds: z.number().min(0),
});
export type EvaluateResult = z.infer<typeof EvaluateResult>;

/** One variant of a method on one encoder, and what it predicted in each draw of its budget. */
export const Contestant = z.strictObject({
  encoder: z.string().min(1),
  method: z.string().min(1),
  variant: z.string(),
  draws: z
    .array(
      z.strictObject({
        split: z.strictObject({ hash: Sha256, request: SplitRequest }),
        /** Object key, as in the cell's result. */
        predictions: z.string().min(1),
      }),
    )
    .min(1),
});
export type Contestant = z.infer<typeof Contestant>;

/** Puts those who were scored on the same test images to paired tests, by the predictions that they left. */
export const ComparePayload = z.strictObject({
  version: z.literal(1),
  dataset: DatasetRef,
  protocol: z.string().min(1),
  /** As in the listings: a number, or `all`. */
  budget: z.string().min(1),
  contestants: z.array(Contestant).min(2),
  /** Resamples of the bootstrap over test images. */
  resamples: z.int().min(100).max(100_000),
});
export type ComparePayload = z.infer<typeof ComparePayload>;

const WhereCompared = { subset: z.string().min(1), metric: z.enum(['accuracy', 'macro-accuracy']) };

export const CompareResult = z.strictObject({
  /** Contestants by their position in the payload. */
  standings: z.array(
    z.strictObject({
      ...WhereCompared,
      contestant: z.int().min(0),
      value: z.number(),
      /** 1 + the number of contestants that are significantly better. */
      rank: z.int().min(1),
      /** Test images that it was scored on. */
      n: z.int().min(1),
    }),
  ),
  /** Every pair once, a < b. */
  comparisons: z.array(
    z.strictObject({
      ...WhereCompared,
      a: z.int().min(0),
      b: z.int().min(0),
      /** The value of a less that of b, with its 95 % interval over test images. */
      difference: z.number(),
      low: z.number(),
      high: z.number(),
      test: z.enum(['mcnemar', 'bootstrap']),
      p: z.number().min(0).max(1),
      /** After Holm's correction over all pairs of the same subset and metric. */
      pAdjusted: z.number().min(0).max(1),
    }),
  ),
  seconds: z.number().min(0),
});
export type CompareResult = z.infer<typeof CompareResult>;

interface JobKindDefinition<P extends z.ZodType, R extends z.ZodType> {
  readonly payload: P;
  readonly result: R;
  readonly lane: Lane;
  /** Lease of one claim; renewed at a third of it. @unit milliseconds */
  readonly leaseMs: number;
  /** Tries that the job's own errors may use up before it is a dead letter. */
  readonly maxAttempts: number;
}

const defineJob = <P extends z.ZodType, R extends z.ZodType>(definition: JobKindDefinition<P, R>) => definition;

export const JOB_CATALOG = {
  embed: defineJob({ payload: EmbedPayload, result: EmbedResult, lane: 'gpu', leaseMs: 15_000, maxAttempts: 3 }),
  evaluate: defineJob({
    payload: EvaluatePayload,
    result: EvaluateResult,
    lane: 'cpu',
    leaseMs: 15_000,
    maxAttempts: 3,
  }),
  compare: defineJob({ payload: ComparePayload, result: CompareResult, lane: 'cpu', leaseMs: 15_000, maxAttempts: 3 }),
} as const;

export type JobCatalog = typeof JOB_CATALOG;
export type JobKind = keyof JobCatalog;
export type JobPayload<K extends JobKind> = z.infer<JobCatalog[K]['payload']>;
export type JobResult<K extends JobKind> = z.infer<JobCatalog[K]['result']>;
export const JOB_KINDS = Object.keys(JOB_CATALOG) as [JobKind, ...JobKind[]];
export const JobKindSchema = z.enum(JOB_KINDS);

/** A job's id: the hash of its kind and payload, so the same work always has the same name. */
export function jobId<K extends JobKind>(kind: K, payload: JobPayload<K>): string {
  return contentHash({ kind, payload });
}

/** Parses a payload by its kind. @throws {ContractError} naming the kind and every fault. */
export function parsePayload<K extends JobKind>(kind: K, payload: unknown): JobPayload<K> {
  return parse(JOB_CATALOG[kind].payload, payload, `the payload of a job of kind "${kind}"`) as JobPayload<K>;
}

/** Parses a result by its kind. @throws {ContractError} naming the kind and every fault. */
export function parseResult<K extends JobKind>(kind: K, result: unknown): JobResult<K> {
  return parse(JOB_CATALOG[kind].result, result, `the result of a job of kind "${kind}"`) as JobResult<K>;
}

function parse(schema: z.ZodType, value: unknown, what: string): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ContractError(`Cannot read ${what}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
