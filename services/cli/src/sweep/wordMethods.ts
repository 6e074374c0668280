/**
 * @file The methods of a sweep that need words: for each encoder with a text tower and each dataset one. An encoder without one is
 * left out and named; one whose tap does not share the space of its texts is a mistake of the file.
 */
import type { CatalogDataset, CatalogEncoder, EncoderText } from '@regatta/catalog';
import { DEFAULT_PROMPT_TEMPLATES } from '@regatta/encoders';
import { didYouMean, matchesGlob, type Method, type SweepMethod } from '@regatta/jobs';
import type { ExclusionMention, MethodMention, SweepFile, TipAdapterWish, ZeroShotWish } from './sweepFile.ts';

type WordsWish = ZeroShotWish | TipAdapterWish;

export interface WordPlace {
  readonly file: SweepFile;
  /** In the order of the file. */
  readonly encoders: readonly CatalogEncoder[];
  /** Those that the entry is for. */
  readonly datasets: readonly CatalogDataset[];
}

export interface WordMethods {
  readonly methods: SweepMethod[];
  /** Names of encoders that have no text tower. */
  readonly without: string[];
}

/** Records faults of the file where there are some. */
export function wordMethods(wish: WordsWish, mention: MethodMention, place: WordPlace): WordMethods {
  const { file, encoders, datasets } = place;
  checkClassNames(wish, mention, datasets);
  const methods: SweepMethod[] = [];
  const without: string[] = [];
  for (const [i, { ref, text }] of encoders.entries()) {
    if (isLeftOut({ method: wish.kind, encoder: ref.name }, [...file.exclude, ...mention.exclude])) continue;
    if (text === null) without.push(ref.name);
    else if (!text.isAligned) refuseTap(file.encoders[i]!, wish.kind, { name: ref.name, text });
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
  wish: WordsWish,
  { exclude, budgets, draws }: MethodMention,
  { name, text, dataset }: { name: string; text: EncoderText; dataset: CatalogDataset },
): SweepMethod {
  const { classes, about } = dataset.manifest;
  const words = {
    tower: text.tower,
    classNames: classes.map((label, i) => wish.classNames[label] ?? spoken(about?.classNames?.[i] ?? label)),
    // Those of the file, else of the dataset, else the usual one.
    templates: [...(wish.templates ?? about?.templates ?? DEFAULT_PROMPT_TEMPLATES)],
    scale: wish.scale ?? text.similarity.scale,
  };
  const scope = { datasets: [dataset.ref.name], encoders: [name], exclude, variant: wish.variant };
  if (wish.kind === 'zero-shot') {
    const method: Method = { kind: wish.kind, ...words, bias: text.similarity.bias ?? null };
    return { method, ...scope, budgets: null, draws: null };
  }
  const { kind, alpha, beta, grid } = wish;
  return { method: { kind, ...words, alpha, beta, grid }, ...scope, budgets, draws };
}

/** A folder may be called `snow_leopard`. */
const spoken = (label: string) => label.replaceAll('_', ' ').trim() || label;

function isLeftOut(
  { method, encoder }: { method: string; encoder: string },
  exclusions: readonly ExclusionMention[],
): boolean {
  return exclusions.some(
    (out) =>
      out.dataset === undefined &&
      out.budget === undefined &&
      (out.method === undefined || matchesGlob(method, out.method)) &&
      (out.encoder === undefined || matchesGlob(encoder, out.encoder)),
  );
}

function refuseTap(
  { field }: SweepFile['encoders'][number],
  kind: string,
  { name, text: { tap } }: { name: string; text: EncoderText },
): void {
  const cure = tap === null ? 'Leave its tap out' : `Use \`tap: ${tap}\``;
  field.fault(`the tap whose features share the space of its texts, for ${kind}`, {
    found: `${name}, whose do not`,
    hint: `${cure}, or exclude it: \`exclude: [{method: ${kind}, encoder: "${name}"}]\`.`,
  });
}

function checkClassNames(
  { classNames }: WordsWish,
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
