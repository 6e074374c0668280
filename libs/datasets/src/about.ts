/**
 * @file What a dataset's makers say of it: how it is scored, what its classes are called, what it has in common with
 * what encoders have seen. None of it changes a feature or a split, so none of it is in the dataset's hash; a method that
 * uses some of it (zero-shot its names and templates) carries it in its own identity.
 */
import { z } from 'zod';

/** The number that a dataset's own literature ranks by. */
export const HEADLINE_METRICS = ['accuracy', 'macro-accuracy', 'macro-f1', 'roc-auc', 'worst-group-accuracy'] as const;
export type HeadlineMetric = (typeof HEADLINE_METRICS)[number];

/** Whether an encoder family's pretraining images are like these: declared by people, never measured. */
export const PRETRAINING_RELATIONS = ['like', 'unlike', 'unknown'] as const;
export type PretrainingRelation = (typeof PRETRAINING_RELATIONS)[number];

const Template = z
  .string()
  .max(1000)
  .refine((text) => text.split('{}').length === 2, 'Expected one {} where the name of the class goes');

export const DatasetAbout = z.strictObject({
  /** @default accuracy */
  metric: z.enum(HEADLINE_METRICS).optional(),
  /** Domains that may not be the worst one: `Other`, which holds what has no region. They count everywhere else. */
  worstGroupIgnores: z.array(z.string().min(1)).optional(),
  /** What people call each class, parallel to `classes`: `Egyptian cat` for a folder `n02124075`. */
  classNames: z.array(z.string().min(1)).optional(),
  /** Sentences for zero-shot classification, averaged into one feature per class. */
  templates: z.array(Template).min(1).max(1000).optional(),
  /** By encoder family (`CLIP`, `ViT`), as the registry spells it; a family that is not named is `unknown`. */
  pretraining: z.record(z.string().min(1), z.enum(PRETRAINING_RELATIONS)).optional(),
  /** What a reader of the numbers should know of the images' origin: missing files, label sets, choices made. */
  quirks: z.array(z.string().min(1)).optional(),
});
export type DatasetAbout = z.infer<typeof DatasetAbout>;
