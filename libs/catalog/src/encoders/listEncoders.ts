/** @file What there is to say of an encoder in a list. */
import {
  controlFacts,
  encoderRef,
  preprocessingLabel,
  tapLabel,
  type ControlName,
  type EncoderSpec,
} from '@regatta/encoders';
import { outputSide } from '@regatta/vision';
import { specOfManifest, type EncoderEntry, type NetworkFacts } from './encoderEntry.ts';

export interface ListedEncoder extends NetworkFacts {
  readonly name: string;
  readonly role: EncoderSpec['role'];
  readonly family: string | null;
  readonly licence: string;
  /** Path of its manifest; `built in` for controls. */
  readonly source: string;
  /** Side of the square input. @unit pixels */
  readonly side: number;
  readonly preprocessing: string;
  readonly tap: string;
  /** Names of other taps. */
  readonly taps: readonly string[];
  readonly notes: string | null;
}

export function listEntry(name: string, { manifest, source, tried, weights }: EncoderEntry): ListedEncoder {
  const { role, family, licence, preprocessing, tap, taps, notes } = manifest;
  return {
    name,
    role,
    family: family ?? null,
    licence,
    source,
    side: outputSide(preprocessing),
    preprocessing: preprocessingLabel(preprocessing),
    tap: tapLabel(tap),
    taps: Object.keys(taps),
    notes: notes ?? null,
    // An entry is written after its trial run.
    ...tried[encoderRef(specOfManifest(manifest, weights)).hash]!,
  };
}

export function listControl(name: ControlName): ListedEncoder {
  const { side, dimension, notes } = controlFacts(name);
  return {
    name,
    role: 'control',
    family: 'control',
    licence: 'Apache-2.0',
    source: 'built in',
    side,
    preprocessing: `exact ${side} bicubic`,
    tap: 'features',
    taps: [],
    notes,
    dimension,
    // Nobody has trained a control, not even `random-vit`.
    parameters: 0,
  };
}
