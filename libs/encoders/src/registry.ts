/**
 * @file An encoder of the registry, `models/manifests/NAME.yaml`: what it is, where its weights are published, how images
 * are prepared for it and which taps it offers. Every fact names the source that was read for it, or says `unverified`.
 */
import { outputSide } from '@regatta/vision';
import { z } from 'zod';
import { EncoderReference } from './fingerprint.ts';
import { EncoderManifest, TapOrTensor } from './manifest.ts';
import { recipeNamed } from './recipes.ts';
import { EncoderInput, EncoderName, PRECISIONS, type Precision } from './spec.ts';
import { Similarity } from './text/textTowerSpec.ts';

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
        contextLength: z.int().min(2),
        /** The tensor that is the feature of a text. */
        output: z.string().min(1).default('text_embeds'),
        /** The tap that shares its space. Left out: the default one. */
        tap: z.string().min(1).optional(),
        /** The token that fills a row, where a tokenizer of its own does not say. */
        pad: z.string().min(1).optional(),
        similarity: Similarity.default({ scale: 100 }),
        /** Where the tower lies; left out with `weights.export`, whose tower is exported beside it. */
        hub: Hub.extend({ tokenizer: FilePath.optional() }).optional(),
      })
      .nullable(),
    published: z.array(Published).default([]),
    /** What its file of each precision makes of the pictures of `regatta encoders check`; that command tells it. */
    reference: z.partialRecord(z.enum(PRECISIONS), EncoderReference).default({}),
    sources: z.strictObject(
      Object.fromEntries(SOURCED.map((fact) => [fact, Source])) as Record<Sourced, typeof Source>,
    ),
    notes: z.string().optional(),
  })
  .superRefine(({ taps, tap, text }, context) => {
    const message = `Expected one of the taps ${Object.keys(taps).join(', ')}`;
    if (!Object.hasOwn(taps, tap)) context.addIssue({ code: 'custom', path: ['tap'], message });
    if (!Object.hasOwn(taps, text?.tap ?? tap)) context.addIssue({ code: 'custom', path: ['text', 'tap'], message });
    if (text?.hub !== undefined && text.tokenizer !== 'clip' && text.hub.tokenizer === undefined) {
      const missing = 'Expected the path of its tokenizer.json: only the tokenizer of CLIP comes along';
      context.addIssue({ code: 'custom', path: ['text', 'hub', 'tokenizer'], message: missing });
    }
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

/** A file that was fetched. Its path is relative to where the manifest will lie. */
export interface PulledFile {
  readonly file: string;
  readonly sha256?: string;
}

export interface PulledFiles extends PulledFile {
  readonly precision: Precision;
  /** Its text tower, with the tokenizer where it has one of its own. */
  readonly text?: { readonly network: PulledFile; readonly tokenizer: PulledFile | null } | undefined;
}

/** The manifest by which it is added. */
export function manifestOfRegistered(
  entry: RegisteredEncoder,
  { file, precision, sha256, text }: PulledFiles,
): EncoderManifest {
  const { name, family, licence, input, preprocessing, taps, tap, weights, notes } = entry;
  const reference = entry.reference[precision];
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
    ...(reference === undefined ? {} : { reference }),
    ...(text === undefined ? {} : { text: textOfRegistered(entry.text!, text) }),
  });
}

function textOfRegistered(
  entry: NonNullable<RegisteredEncoder['text']>,
  { network, tokenizer }: NonNullable<PulledFiles['text']>,
) {
  const { contextLength, output, tap, pad, similarity } = entry;
  return {
    weights: network,
    // SigLIP's texts are cleaned so, and their padding is looked at.
    tokenizer:
      tokenizer === null ? 'clip' : { ...tokenizer, clean: 'canonicalize', ...(pad === undefined ? {} : { pad }) },
    attendsPadding: tokenizer !== null,
    contextLength,
    output,
    similarity,
    ...(tap === undefined ? {} : { tap }),
  };
}

const describeExport = ({ library, model, checkpoint }: z.infer<typeof Export>) =>
  `exported from ${library}, ${model}, ${checkpoint}`;
