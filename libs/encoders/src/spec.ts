/**
 * @file The spec of an encoder: a pretrained network with its own preprocessing and the tensor taken as feature. It lies
 * under `encoders/<hash>.json`, its network under `weights/<sha256>.onnx`; together they are all that a worker needs.
 */
import { canonicalHash } from '@regatta/tensor';
import { Preprocessing, outputSide } from '@regatta/vision';
import { z } from 'zod';
import { STUDY, STUDY_PREPROCESSING } from './study.ts';
import { Tap, tapLabel } from './tap.ts';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits');
/** As in the contract of jobs: names are shown in tables and used in object keys. */
export const EncoderName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,199}$/,
    'Expected a name of letters, digits and . _ + @ -, beginning with a letter or digit, at most 200 long',
  );

/** In what numbers the file computes: whatever it is, features leave it as float32. */
export const PRECISIONS = ['fp32', 'fp16', 'int8'] as const;
export type Precision = (typeof PRECISIONS)[number];

export const ENCODER_ROLES = ['pretrained', 'control'] as const;
export type EncoderRole = (typeof ENCODER_ROLES)[number];

/** The image input of the network. Its type stands in the graph, its side is that of the preprocessing. */
export const EncoderInput = z.strictObject({
  name: z.string().min(1),
  /** `nchw`: [batch, 3, side, side]; `nhwc`: [batch, side, side, 3]. */
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  /** Blue, green, red, as of Caffe and OpenCV. Left out (it is part of the hash): red, green, blue. */
  channels: z.literal('bgr').optional(),
});
export type EncoderInput = z.infer<typeof EncoderInput>;

export const EncoderSpec = z.strictObject({
  version: z.literal(1),
  name: EncoderName,
  /** A control is what a pretrained encoder must beat. */
  role: z.enum(ENCODER_ROLES),
  weights: Sha256,
  input: EncoderInput,
  preprocessing: Preprocessing,
  tap: Tap,
  precision: z.enum(PRECISIONS),
  family: z.string().optional(),
  licence: z.string(),
  source: z.string().optional(),
  notes: z.string().optional(),
});
export type EncoderSpec = z.infer<typeof EncoderSpec>;

/** What of a spec the graph depends on; the name is for messages. */
export type GraphSpec = Pick<EncoderSpec, 'name' | 'input' | 'preprocessing' | 'tap'>;

/** Raised whenever `buildEncoder` may give other numbers for the same spec. */
const GRAPH_VERSION = 1;

/** The identity of an encoder as jobs and results carry it; the same shape as `EncoderRef` of the contract. */
export interface EncoderIdentity {
  readonly name: string;
  /** Hash of all that decides the features, and of nothing else: not of name, role, licence or source. */
  readonly hash: string;
  readonly weights: string;
  readonly tap: string;
  readonly preprocessing: string;
  readonly precision: Precision;
  readonly role: EncoderRole;
}

export function encoderRef(spec: EncoderSpec): EncoderIdentity {
  const { name, role, weights, input, preprocessing, tap, precision } = spec;
  const hash = canonicalHash({ graph: GRAPH_VERSION, weights, input, preprocessing, tap, precision });
  return {
    name,
    hash,
    weights,
    tap: tapLabel(tap),
    preprocessing: preprocessingLabel(preprocessing),
    precision,
    role,
  };
}

/** A recipe in a few words for tables: `study`, `shorter 256 bilinear, crop 224`. The hash says it whole. */
export function preprocessingLabel(preprocessing: Preprocessing): string {
  const { resize, crop, mode, orientation, passOrder } = preprocessing;
  if (canonicalHash(preprocessing) === canonicalHash(STUDY_PREPROCESSING)) return STUDY;
  return [
    `${resize.mode} ${resize.size} ${resize.interpolation}`,
    ...(crop === null || crop.size === resize.size ? [] : [`crop ${outputSide(preprocessing)}`]),
    ...(mode === 'exact' ? [] : [mode]),
    ...(orientation === 'as-stored' ? [] : [orientation]),
    ...(passOrder === 'horizontal-first' ? [] : [passOrder]),
  ].join(', ');
}
