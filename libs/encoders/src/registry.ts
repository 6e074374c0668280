/**
 * @file An encoder of the registry, `models/manifests/NAME.yaml`: what it is, where its weights are published, how images
 * are prepared for it and which taps it offers. Every fact names the source that was read for it, or says `unverified`.
 */
import { outputSide } from '@regatta/vision';
import { z } from 'zod';
import { EncoderManifest, TapOrTensor } from './manifest.ts';
import { recipeNamed } from './recipes.ts';
import { EncoderInput, EncoderName, PRECISIONS, type Precision } from './spec.ts';

/** In place of a source: nobody has read one for this. */
export const UNVERIFIED = 'unverified';

/** `owner/name` on a model hub. */
const Repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'Expected owner/name');
const FilePath = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, 'Expected a path inside the repository');

const Hub = z.strictObject({
  repository: Repository,
  /** A commit where one is known, so that the file cannot change; else a branch. */
  revision: z.string().regex(/^[\w.-]+$/),
  /** The file of each precision that is published. */
  files: z
    .partialRecord(z.enum(PRECISIONS), FilePath)
    .refine((files) => Object.keys(files).length > 0, 'Expected a file of at least one precision'),
  /** SHA-256 as the hub states it; others are locked at their first use. */
  sha256: z.partialRecord(z.enum(PRECISIONS), z.string().regex(/^[0-9a-f]{64}$/)).default({}),
});

/** The authors' checkpoint, from which an ONNX file is made where none is published, or where one's own is preferred. */
const Export = z.strictObject({
  library: z.string().min(1),
  model: z.string().min(1),
  checkpoint: z.string().min(1),
});

const Weights = z
  .strictObject({ hub: Hub.optional(), export: Export.optional() })
  .refine((weights) => weights.hub !== undefined || weights.export !== undefined, 'Expected hub, export or both');

const Published = z.strictObject({
  /** The task and its metric: `ImageNet-1K linear, top-1`. */
  task: z.string().min(1),
  /** @unit percent */
  percent: z.number().min(0).max(100),
  source: z.string().min(1),
});

/** The facts that must name their source. */
const SOURCED = ['year', 'parameters', 'pretraining', 'licence', 'weights', 'preprocessing', 'taps'] as const;
const Source = z.string().min(1);

export const RegisteredEncoder = z
  .strictObject({
    name: EncoderName,
    family: z.string().min(1),
    year: z.int().min(2010).max(2100).nullable(),
    /** As published; null where it is not. */
    parameters: z.int().min(1).nullable(),
    pretraining: z.strictObject({ data: z.string().min(1), supervision: z.string().min(1) }),
    licence: z.string().min(1),
    weights: Weights,
    input: EncoderInput,
    /** The name of a recipe. */
    preprocessing: z.string().refine((name) => recipeNamed(name) !== null, 'Expected the name of a recipe'),
    taps: z.record(z.string().min(1), TapOrTensor),
    /** Which of them is the feature, unless a sweep chooses another. */
    tap: z.string().min(1),
    /** Why that one. */
    reason: z.string().min(1),
    /** The tower that makes features of the same kind of text; null for encoders of images alone. */
    text: z
      .strictObject({
        tokenizer: z.enum(['clip', 'sentencepiece']),
        contextLength: z.int().min(1),
        hub: Hub.pick({ repository: true, revision: true, files: true }).optional(),
      })
      .nullable(),
    published: z.array(Published).default([]),
    sources: z.strictObject(
      Object.fromEntries(SOURCED.map((fact) => [fact, Source])) as Record<Sourced, typeof Source>,
    ),
    notes: z.string().optional(),
  })
  .superRefine(({ taps, tap }, context) => {
    if (Object.hasOwn(taps, tap)) return;
    const message = `Expected one of the taps ${Object.keys(taps).join(', ')}`;
    context.addIssue({ code: 'custom', path: ['tap'], message });
  });
export type RegisteredEncoder = z.infer<typeof RegisteredEncoder>;
type Sourced = (typeof SOURCED)[number];

/** The facts for which no source was read. */
export function unverifiedFacts({ sources }: RegisteredEncoder): string[] {
  return SOURCED.filter((fact) => sources[fact] === UNVERIFIED);
}

/** Side of its square input. @unit pixels */
export function registeredSide({ preprocessing }: Pick<RegisteredEncoder, 'preprocessing'>): number {
  return outputSide(recipeNamed(preprocessing)!);
}

/**
 * The manifest by which it is added.
 * @param file the network, relative to where the manifest will lie
 */
export function manifestOfRegistered(
  entry: RegisteredEncoder,
  { file, precision, sha256 }: { readonly file: string; readonly precision: Precision; readonly sha256?: string },
): EncoderManifest {
  const { name, family, licence, input, preprocessing, taps, tap, weights, notes } = entry;
  const { [tap]: feature, ...others } = taps;
  return EncoderManifest.parse({
    // As a sweep file finds the file of a precision.
    name: precision === 'fp32' ? name : `${name}+${precision}`,
    weights: { file, ...(sha256 === undefined ? {} : { sha256 }) },
    input,
    preprocessing,
    tap: feature,
    taps: { ...others, [tap]: feature },
    precision,
    family,
    licence,
    source: weights.hub ? `${weights.hub.repository}@${weights.hub.revision}` : describeExport(weights.export!),
    ...(notes === undefined ? {} : { notes }),
  });
}

const describeExport = ({ library, model, checkpoint }: z.infer<typeof Export>) =>
  `exported from ${library}, ${model}, ${checkpoint}`;
