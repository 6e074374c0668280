/**
 * @file Logistic regression for the cells of one split: rows are scaled and prepared once per scaling. Each cell is fitted
 * from its own start, so its predictions do not depend on which other cells the job still has to do.
 */
import type { DatasetManifest } from '@regatta/datasets';
import type { CellDone, Doubt, LogisticRegressionMethod } from '@regatta/jobs';
import {
  LogisticRegression,
  chooseC,
  crossValidateC,
  predictLogistic,
  prepareRows,
  stratifiedFolds,
  type Breathe,
  type ChosenC,
  type PreparedRows,
  type ProbeEngine,
} from '@regatta/probes';
import { Random, takeRows } from '@regatta/tensor';
import type { Features } from './features.ts';
import { groupNumbers, labelsOf, type EvaluatedSplit } from './evaluateSplit.ts';

export interface LogisticAnswer {
  /** Class per test image. */
  readonly prediction: Int32Array;
  /** Shape [test images, classes]. */
  readonly probabilities: Float64Array;
  readonly chosen: CellDone['chosen'];
  readonly notes: readonly string[];
  readonly doubts: readonly Doubt[];
}

export interface LogisticMachinery {
  readonly engine: ProbeEngine;
  readonly breathe: Breathe;
}

/** Validation images from which on they decide alone: with fewer, a choice is good or bad luck by five points. */
const VALIDATION_MIN = 100;
const FOLDS_MAX = 5;
/**
 * Shares of the objective that may be left above its minimum. Choosing counts right answers, which further digits hardly
 * ever change; the fit that answers is closer than any library's default.
 */
const TOLERANCE = { choosing: 1e-6, answering: 1e-8 };

/** A chosen C, and how it was chosen. */
interface Choice extends Pick<ChosenC, 'right' | 'rows' | 'tried' | 'edge'> {
  readonly c: number;
  readonly folds: number | null;
  readonly notes: readonly string[];
}

interface Prepared {
  readonly regression: LogisticRegression;
  /** Made by the first fit, whose transform they need. */
  test: PreparedRows | null;
}

/** The problems of one split, by scaling. */
export class SplitRegressions {
  readonly #split: EvaluatedSplit;
  readonly #data: { readonly manifest: DatasetManifest; readonly features: Features };
  readonly #machinery: LogisticMachinery;
  readonly #prepared = new Map<LogisticRegressionMethod['scaling'], Promise<Prepared>>();

  constructor(
    split: EvaluatedSplit,
    data: { manifest: DatasetManifest; features: Features },
    machinery: LogisticMachinery,
  ) {
    this.#split = split;
    this.#data = data;
    this.#machinery = machinery;
  }

  /** Scales the training rows, once. @throws {InputError} training rows of one class only, or none */
  prepare(scaling: LogisticRegressionMethod['scaling']): Promise<Prepared> {
    let prepared = this.#prepared.get(scaling);
    if (prepared === undefined) this.#prepared.set(scaling, (prepared = this.#make(scaling)));
    return prepared;
  }

  /** Fits, chooses C where it is to be chosen, and predicts the test images. @throws {InputError} */
  async answer({ c, grid, scaling, maxIterations, refit }: LogisticRegressionMethod): Promise<LogisticAnswer> {
    const { engine, breathe } = this.#machinery;
    const options = { iterationsMax: maxIterations, tolerance: TOLERANCE.answering };
    const choice =
      c === 'validate' ? await this.#choose(scaling, grid ?? [], { ...options, tolerance: TOLERANCE.choosing }) : null;
    const prepared = await (refit ? this.#make(scaling, this.#labelled) : this.prepare(scaling));
    const chosen = choice === null ? Number(c) : choice.c;
    const fit = await prepared.regression.fit(chosen, options);
    prepared.test ??= prepareRows(fit.transform, takeRows(this.#data.features.matrix, this.#split.test));
    const { prediction, probabilities } = await predictLogistic(fit, prepared.test, { engine, breathe });
    const doubts = [...notConverged([...(choice?.tried ?? []), fit], maxIterations), ...atEdge(choice)];
    return {
      prediction,
      probabilities,
      chosen:
        choice === null
          ? {}
          : {
              c: chosen,
              'validation-accuracy': choice.right / choice.rows,
              ...(choice.folds !== null && { folds: choice.folds }),
              ...(refit && { refit: 'train and validation' }),
            },
      notes: [...doubts.map(({ evidence }) => evidence), ...(choice === null ? [] : choice.notes)],
      doubts,
    };
  }

  /** Training and validation images together. */
  get #labelled(): Int32Array {
    const { train, val } = this.#split;
    return Int32Array.from([...train, ...val]).sort();
  }

  /** By the validation images; by folds of all labels where these are few and no class stands alone. */
  async #choose(
    scaling: LogisticRegressionMethod['scaling'],
    grid: readonly number[],
    options: { iterationsMax: number; tolerance: number },
  ): Promise<Choice> {
    const { manifest, features } = this.#data;
    const { val } = this.#split;
    const labelled = this.#labelled;
    const counts = new Map<number, number>();
    for (const label of labelsOf(manifest, labelled)) counts.set(label, (counts.get(label) ?? 0) + 1);
    const folds = Math.min(FOLDS_MAX, ...counts.values());
    if (val.length >= VALIDATION_MIN || folds < 2 || counts.size < 2) {
      const validation = { X: takeRows(features.matrix, val), labels: labelsOf(manifest, val) };
      const { regression } = await this.prepare(scaling);
      const chosen = await chooseC(regression, validation, grid, { ...options, ...this.#machinery });
      const { right, rows, tried, edge } = chosen;
      return { right, rows, tried, edge, c: chosen.fit.c, folds: null, notes: [] };
    }
    const labels = labelsOf(manifest, labelled);
    const task = {
      ...{ X: takeRows(features.matrix, labelled), labels, classes: manifest.classes.length, scaling },
      foldOf: stratifiedFolds(labels, groupNumbers(manifest.images, labelled), { folds, random: new Random('folds') }),
    };
    const found = await crossValidateC(task, grid, { ...options, ...this.#machinery });
    const note =
      `C was chosen by ${folds}-fold cross-validation over all ${labelled.length} labels: ` +
      `${val.length} validation images are too few to choose by.`;
    return { ...found, notes: [note] };
  }

  async #make(scaling: LogisticRegressionMethod['scaling'], images = this.#split.train): Promise<Prepared> {
    const { engine, breathe } = this.#machinery;
    const { manifest, features } = this.#data;
    const task = { labels: labelsOf(manifest, images), classes: manifest.classes.length, scaling };
    const X = takeRows(features.matrix, images);
    return { regression: await LogisticRegression.of({ ...task, train: X }, engine, breathe), test: null };
  }
}

function atEdge(chosen: Choice | null): Doubt[] {
  if (chosen === null || chosen.edge === null) return [];
  const evidence = `C = ${chosen.c} is the ${chosen.edge} of the grid: one beyond it might do better.`;
  return [{ kind: 'edge-of-grid', evidence }];
}

function notConverged(fits: readonly { c: number; isConverged: boolean }[], maxIterations: number): Doubt[] {
  const open = fits.filter(({ isConverged }) => !isConverged);
  if (open.length === 0) return [];
  const values = open.map(({ c }) => c).join(', ');
  const evidence = `Logistic regression has not converged in ${maxIterations} iterations at C = ${values}.`;
  return [{ kind: 'not-converged', evidence }];
}
