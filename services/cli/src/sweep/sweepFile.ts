/**
 * @file A sweep file as it was understood: defaults filled in, lists of parameters expanded, names not yet looked up.
 * The grammar is documented in docs/sweeps.md.
 */
import type { Budget, EncoderRef, Exclusion, Method, Protocol, ZeroShotMethod } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import type { ZeroShotWish } from './zeroShotWish.ts';

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

/** A method, as far as the file alone says it. */
export type MethodWish = Exclude<Method, ZeroShotMethod> | ZeroShotWish;

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
