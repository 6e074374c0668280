/** @file What `catalog.json` says of an encoder that was added: its manifest as read, and what was learnt of its network. */
import { EncoderManifest, EncoderSpec } from '@regatta/encoders';
import { Sha256 } from '@regatta/jobs';
import { z } from 'zod';
import { TowerEntry } from './textTower.ts';
import { FileStamp } from './weights.ts';

export const NetworkFacts = z.strictObject({
  /** Length of a feature. */
  dimension: z.int().min(1),
  /** Numbers that training has decided, as far as the tap needs them. */
  parameters: z.int().min(0),
});
export type NetworkFacts = z.infer<typeof NetworkFacts>;

export const EncoderEntry = z.strictObject({
  /** Path of the manifest or network it came from. Another file must not take the name. */
  source: z.string().min(1),
  manifest: EncoderManifest,
  /** Hash of the weights at their first use: they must not change behind a name. */
  weights: Sha256,
  /** The weights' file when it was hashed; null where they came from an address. */
  stamp: FileStamp.nullable(),
  /** What trial runs have shown, by the encoder's hash: of itself, and of it with other taps and recipes. */
  tried: z.record(Sha256, NetworkFacts),
  /** Its text tower, where it has one. */
  tower: TowerEntry.optional(),
});
export type EncoderEntry = z.infer<typeof EncoderEntry>;

/** The spec that a manifest and its weights' hash give. */
export function specOfManifest(manifest: EncoderManifest, weights: string): EncoderSpec {
  const { name, role, input, preprocessing, tap, precision, family, licence, source, notes } = manifest;
  return EncoderSpec.parse({
    version: 1,
    name,
    role,
    weights,
    input,
    preprocessing,
    tap,
    precision,
    family,
    licence,
    source,
    notes,
  });
}
