/** @file What there is to say of an encoder in a list. */
import {
  controlFacts,
  encoderRef,
  preprocessingLabel,
  tapLabel,
  type ControlName,
  type EncoderSpec,
  type Precision,
} from '@regatta/encoders';
import { outputSide } from '@regatta/vision';
import { specOfManifest, type EncoderEntry, type NetworkFacts } from './encoderEntry.ts';

export interface ListedEncoder extends NetworkFacts {
  readonly name: string;
  /** Both can race; what has a name only in the registry is not listed here. */
  readonly state: 'built in' | 'ready';
  readonly role: EncoderSpec['role'];
  readonly family: string | null;
  readonly licence: string;
  /** Path of its manifest; `built in` for controls. */
  readonly source: string;
  /** Side of the square input. @unit pixels */
  readonly side: number;
  readonly preprocessing: string;
  readonly tap: string;
  readonly precision: Precision;
  /** Of its network, when it was read; null for one that came from an address, and for controls. @unit bytes */
  readonly weightsBytes: number | null;
  /** Names of other taps. */
  readonly taps: readonly string[];
  readonly notes: string | null;
  /** Its text tower, for zero-shot; null for an encoder of images alone. */
  readonly text: { readonly tokenizer: 'clip' | 'file'; readonly contextLength: number } | null;
}

export function listEntry(
  name: string,
  { manifest, source, tried, weights, stamp, tower }: EncoderEntry,
): ListedEncoder {
  const { precision, role, family, licence, preprocessing, tap, taps, notes } = manifest;
  return {
    name,
    state: 'ready',
    role,
    family: family ?? null,
    licence,
    source,
    side: outputSide(preprocessing),
    preprocessing: preprocessingLabel(preprocessing),
    tap: tapLabel(tap),
    precision,
    weightsBytes: stamp && stamp.beside.reduce((sum, { bytes }) => sum + bytes, stamp.bytes),
    taps: Object.keys(taps).filter((other) => tapLabel(taps[other]!) !== tapLabel(tap)),
    notes: notes ?? null,
    text: tower ? { tokenizer: tower.spec.tokenizer.kind, contextLength: tower.spec.contextLength } : null,
    // An entry is written after its trial run.
    ...tried[encoderRef(specOfManifest(manifest, weights)).hash]!,
  };
}

export function listControl(name: ControlName): ListedEncoder {
  const { side, dimension, notes } = controlFacts(name);
  return {
    name,
    state: 'built in',
    role: 'control',
    family: 'control',
    licence: 'Apache-2.0',
    source: 'built in',
    side,
    preprocessing: `exact ${side} bicubic`,
    tap: 'features',
    precision: 'fp32',
    weightsBytes: null,
    taps: [],
    notes,
    text: null,
    dimension,
    // Nobody has trained a control, not even `random-vit`.
    parameters: 0,
  };
}
