/**
 * @file The zero-shot methods of a sweep: for each encoder with a text tower and each dataset one. An encoder without one is
 * left out and named; one whose tap does not share the space of its texts is a mistake of the file.
 */
import type { CatalogDataset, CatalogEncoder, EncoderText } from '@regatta/catalog';
import { DEFAULT_PROMPT_TEMPLATES } from '@regatta/encoders';
import { didYouMean, matchesGlob, type SweepMethod, type ZeroShotMethod } from '@regatta/jobs';
import type { ExclusionMention, MethodMention, SweepFile, ZeroShotWish } from './sweepFile.ts';

export interface ZeroShotPlace {
  readonly file: SweepFile;
  /** In the order of the file. */
  readonly encoders: readonly CatalogEncoder[];
  /** Those that the entry is for. */
  readonly datasets: readonly CatalogDataset[];
}

export interface ZeroShotMethods {
  readonly methods: SweepMethod[];
  /** Names of encoders that have no text tower. */
  readonly without: string[];
}

/** Records faults of the file where there are some. */
export function zeroShotMethods(wish: ZeroShotWish, mention: MethodMention, place: ZeroShotPlace): ZeroShotMethods {
  const { file, encoders, datasets } = place;
  checkClassNames(wish, mention, datasets);
  const methods: SweepMethod[] = [];
  const without: string[] = [];
  for (const [i, { ref, text }] of encoders.entries()) {
    if (isLeftOut(ref.name, [...file.exclude, ...mention.exclude])) continue;
    if (text === null) without.push(ref.name);
    else if (!text.isAligned) refuseTap(file, i, ref.name, text);
    else methods.push(...datasets.map((dataset) => methodFor(wish, mention, { name: ref.name, text, dataset })));
  }
  if (methods.length === 0 && without.length > 0) {
    mention.field.fault('an encoder with a text tower', {
      found: `none: ${without.join(', ')} ${without.length === 1 ? 'sees' : 'see'} images alone`,
      hint: '`regatta encoders show NAME` says whether an encoder of the registry has one.',
    });
  }
  return { methods, without };
}

function methodFor(
  wish: ZeroShotWish,
  { exclude }: MethodMention,
  { name, text, dataset }: { name: string; text: EncoderText; dataset: CatalogDataset },
): SweepMethod {
  const { classes, about } = dataset.manifest;
  const method: ZeroShotMethod = {
    kind: 'zero-shot',
    tower: text.tower,
    classNames: classes.map((label, i) => wish.classNames[label] ?? spoken(about?.classNames?.[i] ?? label)),
    // Those of the file, else of the dataset, else the usual one.
    templates: [...(wish.templates ?? about?.templates ?? DEFAULT_PROMPT_TEMPLATES)],
    scale: wish.scale ?? text.similarity.scale,
    bias: text.similarity.bias ?? null,
  };
  const scope = { datasets: [dataset.ref.name], encoders: [name], budgets: null, draws: null };
  return { method, ...scope, exclude, variant: wish.variant };
}

/** A folder may be called `snow_leopard`. */
const spoken = (label: string) => label.replaceAll('_', ' ').trim() || label;

function isLeftOut(encoder: string, exclusions: readonly ExclusionMention[]): boolean {
  return exclusions.some(
    (out) =>
      out.dataset === undefined &&
      out.budget === undefined &&
      (out.method === undefined || matchesGlob('zero-shot', out.method)) &&
      (out.encoder === undefined || matchesGlob(encoder, out.encoder)),
  );
}

function refuseTap({ encoders }: SweepFile, index: number, name: string, { tap }: EncoderText): void {
  const cure = tap === null ? 'Leave its tap out' : `Use \`tap: ${tap}\``;
  const { field } = encoders[index]!;
  field.fault('the tap whose features share the space of its texts, for zero-shot', {
    found: `${name}, whose do not`,
    hint: `${cure}, or exclude it: \`exclude: [{method: zero-shot, encoder: "${name}"}]\`.`,
  });
}

function checkClassNames(
  { classNames }: ZeroShotWish,
  { field }: MethodMention,
  datasets: readonly CatalogDataset[],
): void {
  const known = [...new Set(datasets.flatMap(({ manifest }) => manifest.classes))];
  for (const label of Object.keys(classNames)) {
    if (known.includes(label)) continue;
    field.fault('class-names of classes that the datasets have', {
      found: JSON.stringify(label),
      hint: didYouMean(label, known),
    });
  }
}
