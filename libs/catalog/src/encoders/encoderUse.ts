/** @file The use of an encoder in a sweep: by name alone, or with another tap, preprocessing or precision than its own. */
import { PRECISIONS, RECIPES, STUDY, parseTapLabel, recipeNamed, type EncoderSpec, type Tap } from '@regatta/encoders';
import { didYouMean } from '@regatta/jobs';
import { CatalogError } from '../errors.ts';

export interface EncoderUse {
  /** A name of the catalog, or the path of a manifest or network. */
  readonly use: string;
  /** A tap that the manifest names, or a tensor of the network: `NAME`, `NAME:cls`, `NAME:mean`, `NAME:average`. */
  readonly tap?: string;
  /** `own` (the default), `study`, or the name of another recipe. */
  readonly preprocessing?: string;
  /** That of its network, or one whose file was added as `NAME+PRECISION`. */
  readonly precision?: string;
}

const OWN = 'own';

/**
 * The encoder as it is used; what differs from its own is in its name, as `NAME@TAP+study`, so that two uses of one encoder
 * can stand in one table.
 * @throws {CatalogError} a word that means nothing here
 */
export function specOfUse(own: EncoderSpec, taps: Readonly<Record<string, Tap>>, use: EncoderUse): EncoderSpec {
  checkPrecision(own, use.precision);
  const tap = use.tap === undefined ? own.tap : (taps[use.tap] ?? parseTapLabel(use.tap));
  const preprocessing = preprocessingOf(own, use.preprocessing ?? OWN);
  const isOtherTap = use.tap !== undefined && JSON.stringify(tap) !== JSON.stringify(own.tap);
  const name = [
    own.name,
    ...(isOtherTap ? [`@${inName(use.tap)}`] : []),
    ...(preprocessing === own.preprocessing ? [] : [`+${inName(use.preprocessing!)}`]),
  ].join('');
  return { ...own, name, tap, preprocessing };
}

function preprocessingOf(own: EncoderSpec, word: string): EncoderSpec['preprocessing'] {
  if (word === OWN) return own.preprocessing;
  const recipe = recipeNamed(word);
  if (recipe !== null) return recipe;
  const hint = didYouMean(word, [OWN, ...Object.keys(RECIPES)]);
  throw new CatalogError(
    `There is no preprocessing "${word}" for encoder "${own.name}": expected ${OWN} (that of its manifest), ${STUDY}, or ` +
      `the name of another recipe. ${hint}`,
  );
}

/** As it can stand in a name. */
function inName(word: string): string {
  return word.replace(/[^A-Za-z0-9._-]+/g, '-');
}

function checkPrecision(own: EncoderSpec, precision: string | undefined): void {
  if (precision === undefined || precision === own.precision) return;
  const cure = (PRECISIONS as readonly string[]).includes(precision)
    ? `Add its ${precision} file under the name ${withPrecision(own.name, precision)}`
    : `Expected one of ${PRECISIONS.join(', ')}. Leave precision out`;
  throw new CatalogError(
    `Cannot use encoder "${own.name}" in precision ${precision}: its network computes in ${own.precision}. ${cure}.`,
  );
}

/** The name under which an encoder's file of another precision is found. */
export function withPrecision(name: string, precision: string): string {
  return `${name}+${precision}`;
}
