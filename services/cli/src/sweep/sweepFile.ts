/**
 * @file A sweep file as it was understood: defaults filled in, lists of parameters expanded, names not yet looked up.
 * The grammar is documented in docs/sweeps.md.
 */
import type { Budget, EncoderRef, Exclusion, Method, Protocol, TipAdapterMethod, ZeroShotMethod } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';

/** A name or path that stands in the file, with its place for what is found out later. */
export interface Mention {
  readonly use: string;
  /** True for a path relative to the file's folder, false for a name of the catalog. */
  readonly isPath: boolean;
  readonly field: Field;
}

export interface EncoderMention extends Mention {
  readonly tap?: string;
  readonly preprocessing?: string;
  readonly precision?: EncoderRef['precision'];
}

export interface ExclusionMention extends Exclusion {
  readonly field: Field;
}

/**
 * A method that needs words, as the file asks for it. Which method it is shows only with an encoder, by its text tower, and
 * a dataset, by its classes; so one entry of the file becomes one method for each pair of them.
 */
interface WordsWish {
  /** null: those of the dataset, or the usual one. */
  readonly templates: readonly string[] | null;
  /** What some classes are called, instead of what the dataset says. */
  readonly classNames: Readonly<Record<string, string>>;
  /** null: that of the encoder. */
  readonly scale: number | null;
  /** What tables call it: `templates=openai-80`. */
  readonly variant: string;
}

export interface ZeroShotWish extends WordsWish {
  readonly kind: 'zero-shot';
}

export interface TipAdapterWish extends WordsWish, Pick<TipAdapterMethod, 'kind' | 'alpha' | 'beta' | 'grid'> {}

/** A method, as far as the file alone says it. */
export type MethodWish = Exclude<Method, ZeroShotMethod | TipAdapterMethod> | ZeroShotWish | TipAdapterWish;

export function needsWords(wish: MethodWish): wish is ZeroShotWish | TipAdapterWish {
  return wish.kind === 'zero-shot' || wish.kind === 'tip-adapter';
}

/** One entry of `methods`; a list of parameters gives several `variants` that share the rest. */
export interface MethodMention {
  readonly variants: readonly MethodWish[];
  readonly datasets: readonly Mention[] | null;
  readonly budgets: readonly Budget[] | null;
  readonly draws: number | null;
  readonly exclude: readonly ExclusionMention[];
  readonly field: Field;
}

export interface SweepFile {
  readonly name: string;
  readonly seed: number;
  readonly encoders: readonly EncoderMention[];
  readonly datasets: readonly Mention[];
  readonly protocols: readonly Protocol[];
  readonly budgets: readonly Budget[];
  readonly draws: number;
  readonly methods: readonly MethodMention[];
  readonly exclude: readonly ExclusionMention[];
  readonly limits: { readonly costUsd: number | null; readonly hours: number | null };
}
