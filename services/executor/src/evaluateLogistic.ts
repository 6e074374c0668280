/**
 * @file Logistic regression for the cells of one split: rows are scaled and prepared once per scaling. Each cell is fitted
 * from its own start, so its predictions do not depend on which other cells the job still has to do.
 */
import type { DatasetManifest } from '@regatta/datasets';
import type { CellDone, Doubt, LogisticRegressionMethod } from '@regatta/jobs';
import {
  LogisticRegression,
  chooseC,
  predictLogistic,
  prepareRows,
  type Breathe,
  type ChosenC,
  type PreparedRows,
  type ProbeEngine,
} from '@regatta/probes';
import { takeRows } from '@regatta/tensor';
import type { Features } from './features.ts';
import { labelsOf, type EvaluatedSplit } from './evaluateSplit.ts';

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
  async answer({ c, grid, scaling, maxIterations }: LogisticRegressionMethod): Promise<LogisticAnswer> {
    const { engine, breathe } = this.#machinery;
    const prepared = await this.prepare(scaling);
    const options = { iterationsMax: maxIterations };
    const chosen = c === 'validate' ? await this.#choose(prepared.regression, grid ?? [], options) : null;
    const fit = chosen?.fit ?? (await prepared.regression.fit(c as number, options));
    prepared.test ??= prepareRows(fit.transform, takeRows(this.#data.features.matrix, this.#split.test));
    const { prediction, probabilities } = await predictLogistic(fit, prepared.test, { engine, breathe });
    const doubts = [...notConverged(chosen?.tried ?? [fit], maxIterations), ...atEdge(chosen)];
    return {
      prediction,
      probabilities,
      chosen: chosen === null ? {} : { c: fit.c, 'validation-accuracy': chosen.right / chosen.rows },
      notes: doubts.map(({ evidence }) => evidence),
      doubts,
    };
  }

  async #make(scaling: LogisticRegressionMethod['scaling']): Promise<Prepared> {
    const { engine, breathe } = this.#machinery;
    const { manifest, features } = this.#data;
    const { train } = this.#split;
    const task = { labels: labelsOf(manifest, train), classes: manifest.classes.length, scaling };
    const X = takeRows(features.matrix, train);
    return { regression: await LogisticRegression.of({ ...task, train: X }, engine, breathe), test: null };
  }

  #choose(regression: LogisticRegression, grid: readonly number[], options: { iterationsMax: number }) {
    const { manifest, features } = this.#data;
    const { val } = this.#split;
    const validation = { X: takeRows(features.matrix, val), labels: labelsOf(manifest, val) };
    return chooseC(regression, validation, grid, { ...options, ...this.#machinery });
  }
}

function atEdge(chosen: ChosenC | null): Doubt[] {
  if (chosen === null || chosen.edge === null) return [];
  const evidence = `C = ${chosen.fit.c} is the ${chosen.edge} of the grid: one beyond it might do better.`;
  return [{ kind: 'edge-of-grid', evidence }];
}

function notConverged(fits: readonly { c: number; isConverged: boolean }[], maxIterations: number): Doubt[] {
  const open = fits.filter(({ isConverged }) => !isConverged);
  if (open.length === 0) return [];
  const values = open.map(({ c }) => c).join(', ');
  const evidence = `Logistic regression has not converged in ${maxIterations} iterations at C = ${values}.`;
  return [{ kind: 'not-converged', evidence }];
}
