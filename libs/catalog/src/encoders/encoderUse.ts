/** @file The use of an encoder in a sweep: by name alone, or with another tap, preprocessing or precision than its own. */
import {
  LATER_PRECISIONS,
  PRECISIONS,
  STUDY,
  STUDY_PREPROCESSING,
  parseTapLabel,
  type EncoderSpec,
  type Tap,
} from '@regatta/encoders';
import { didYouMean } from '@regatta/jobs';
import { CatalogError } from '../errors.ts';

export interface EncoderUse {
  /** A name of the catalog, or the path of a manifest or network. */
  readonly use: string;
  /** A tap that the manifest names, or a tensor of the network: `NAME`, `NAME:cls`, `NAME:mean`, `NAME:average`. */
  readonly tap?: string;
  /** `own` (the default) or `study`. */
  readonly preprocessing?: string;
  readonly precision?: string;
}

const OWN = 'own';

/**
 * The encoder as it is used; what differs from its own is in its name, as `NAME@TAP+study`, so that two uses of one encoder
 * can stand in one table.
 * @throws {CatalogError} a word that means nothing here
 */
export function specOfUse(own: EncoderSpec, taps: Readonly<Record<string, Tap>>, use: EncoderUse): EncoderSpec {
  checkPrecision(own.name, use.precision);
  const tap = use.tap === undefined ? own.tap : (taps[use.tap] ?? parseTapLabel(use.tap));
  const preprocessing = preprocessingOf(own, use.preprocessing ?? OWN);
  const isOtherTap = use.tap !== undefined && JSON.stringify(tap) !== JSON.stringify(own.tap);
  const name = [
    own.name,
    ...(isOtherTap ? [`@${use.tap.replace(/[^A-Za-z0-9._-]+/g, '-')}`] : []),
    ...(preprocessing === own.preprocessing ? [] : [`+${STUDY}`]),
  ].join('');
  return { ...own, name, tap, preprocessing };
}

function preprocessingOf(own: EncoderSpec, word: string): EncoderSpec['preprocessing'] {
  if (word === OWN) return own.preprocessing;
  if (word === STUDY) return STUDY_PREPROCESSING;
  const hint = didYouMean(word, [OWN, STUDY]);
  throw new CatalogError(
    `There is no preprocessing "${word}" for encoder "${own.name}": expected ${OWN} (that of its manifest) or ${STUDY}. ${hint}`,
  );
}

function checkPrecision(name: string, precision: string | undefined): void {
  if (precision === undefined || (PRECISIONS as readonly string[]).includes(precision)) return;
  const later = (LATER_PRECISIONS as readonly string[]).includes(precision)
    ? 'this version computes in fp32 only'
    : `expected ${PRECISIONS.join(', ')}`;
  throw new CatalogError(`Cannot use encoder "${name}" in precision ${precision}: ${later}. Leave precision out.`);
}
