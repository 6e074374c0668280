/** @file What a cell answers: metrics with intervals, the split it saw, and where the numbers came from. */
import { z } from 'zod';
import { Sha256 } from './cell.ts';

/**
 * One number. NaN and infinity are refused here and by the table: a metric that is not defined is left out, and the
 * cell says why in its notes.
 */
export const Metric = z.strictObject({
  name: z.string().min(1),
  /** `test`, `id`, `ood`, or the name of a domain. */
  subset: z.string().min(1),
  value: z.number(),
  /** 95 % interval over test images; `interval` names its method. */
  low: z.number(),
  high: z.number(),
  interval: z.enum(['wilson', 'wilson-effective-n', 'bootstrap', 'stratified-bootstrap', 'clustered-bootstrap']),
  /** Test images behind the number. */
  n: z.int().min(1),
  /** True for the one metric that the dataset is ranked by. */
  isHeadline: z.boolean().optional(),
});
export type Metric = z.infer<typeof Metric>;

export const SplitCounts = z.strictObject({
  hash: Sha256,
  train: z.int().min(0),
  val: z.int().min(0),
  test: z.int().min(0),
  /** Labels per class that the budget really gave: the smallest and the largest class. */
  gotMin: z.int().min(0),
  gotMax: z.int().min(0),
});
export type SplitCounts = z.infer<typeof SplitCounts>;

export const Provenance = z.strictObject({
  provider: z.string(),
  threads: z.int().min(1),
  versions: z.record(z.string(), z.string()),
  /** Wall time of this cell's own work, without what it shared with others. */
  seconds: z.number().min(0),
});
export type Provenance = z.infer<typeof Provenance>;

/** Test images, right answers and answers of each class, in the order of the dataset's classes. */
export const ClassCounts = z.strictObject({
  subset: z.string().min(1),
  n: z.array(z.int().min(0)),
  hits: z.array(z.int().min(0)),
  predicted: z.array(z.int().min(0)),
});
export type ClassCounts = z.infer<typeof ClassCounts>;

/** Reasons not to believe a number that a cell can see by itself; others need several cells, see the view `doubts`. */
export const DOUBTS = ['not-converged', 'edge-of-grid', 'constant-features', 'leaked-test-images'] as const;

export const Doubt = z.strictObject({
  kind: z.enum(DOUBTS),
  /** What was seen, in a sentence with numbers. */
  evidence: z.string().min(1),
});
export type Doubt = z.infer<typeof Doubt>;

export const CellDone = z.strictObject({
  status: z.literal('done'),
  cell: Sha256,
  split: SplitCounts,
  metrics: z.array(Metric).min(1),
  perClass: z.array(ClassCounts).optional(),
  /** At most one of each kind. */
  doubts: z.array(Doubt).optional(),
  /** What was chosen on validation data, for example `{ c: 0.316 }`. */
  chosen: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Object key of the predicted class per test image (int32 `.npy`, test order of the split). */
  predictions: z.string(),
  /** Images of the split left out because they could not be read. */
  excluded: z.int().min(0),
  /** Sentences a reader of the number should see, for example that a fit did not converge. */
  notes: z.array(z.string()),
  provenance: Provenance,
});
export type CellDone = z.infer<typeof CellDone>;

/** A cell that cannot have a result, while the others of its job go on. */
export const CellFailed = z.strictObject({ status: z.literal('failed'), cell: Sha256, reason: z.string().min(1) });
export type CellFailed = z.infer<typeof CellFailed>;

export const CellOutcome = z.discriminatedUnion('status', [CellDone, CellFailed]);
export type CellOutcome = z.infer<typeof CellOutcome>;
