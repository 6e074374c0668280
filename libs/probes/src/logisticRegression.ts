/**
 * @file Multinomial logistic regression with an L2 penalty:
 *   J(W, b) = Σ_i -log softmax(z_i W + b)[y_i] + 1/(2C) |W|²,   the intercept b is free.
 * The objective of scikit-learn's `LogisticRegression` (lbfgs), in sum form; its mean form is J/n. Two classes are
 * scikit-learn's sigmoid with the same C, which is the softmax of two logits with C/2.
 *
 * Only classes with a training row are fitted: a class without one has probability 0 (its free intercept would fall for
 * ever). Differs from scikit-learn in the way to the minimum (see softmaxSolver.ts) and in where it stops: at the minimum
 * to about 1e-9 of J, where scikit-learn's default stops at gradients of 1e-4.
 */
import { InputError } from '@regatta/metrics';
import type { Matrix } from '@regatta/tensor';
import { classesPresent, expectFeatures, expectLabelsOf } from './checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from './engine.ts';
import { matrix64, type Matrix64 } from './float64.ts';
import { fitRowTransform, transformRows, type FeatureScaling, type RowTransform } from './rowTransform.ts';
import { coordinatesOf, type RowSpace } from './rowSpace.ts';
import { SoftmaxProblem } from './softmaxProblem.ts';
import { SoftmaxSolver, type Solution } from './softmaxSolver.ts';

export interface LogisticTask {
  /** Shape [n, d]. */
  readonly train: Matrix;
  /** Class per training row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Fitted on the training rows alone. */
  readonly scaling: FeatureScaling;
}

export interface LogisticOptions {
  /** About the share of the objective that may be left above its minimum. @default 1e-10 */
  readonly tolerance?: number;
  /** @default 1000 */
  readonly iterationsMax?: number;
}

export interface LogisticFit {
  readonly c: number;
  /** Classes of the task. */
  readonly classes: number;
  /** The classes that have training rows, ascending: columns of `weights`. */
  readonly fitted: Int32Array;
  readonly transform: RowTransform;
  /** Over transformed rows, shape [d, fitted]; every row sums to 0. */
  readonly weights: Matrix64;
  /** Over transformed rows, sums to 0. */
  readonly bias: Float64Array;
  /** J, in float64. @unit nats, summed over rows */
  readonly objective: number;
  readonly iterations: number;
  /** Over all training rows. */
  readonly evaluations: number;
  /** False when the iterations ended before the minimum was reached. */
  readonly isConverged: boolean;
}

/** One training set, prepared once and fitted for any number of C. */
export class LogisticRegression {
  readonly #task: LogisticTask;
  readonly #transform: RowTransform;
  readonly #space: RowSpace;
  readonly #fitted: Int32Array;
  readonly #problem: SoftmaxProblem;
  readonly #engine: ProbeEngine;
  readonly #y: Int32Array;

  private constructor(parts: {
    task: LogisticTask;
    transform: RowTransform;
    space: RowSpace;
    fitted: Int32Array;
    y: Int32Array;
    problem: SoftmaxProblem;
    engine: ProbeEngine;
  }) {
    this.#task = parts.task;
    this.#transform = parts.transform;
    this.#space = parts.space;
    this.#fitted = parts.fitted;
    this.#y = parts.y;
    this.#problem = parts.problem;
    this.#engine = parts.engine;
  }

  /** @throws {InputError} features that are not finite, labels out of range, one class only, a row without direction */
  static async of(task: LogisticTask, engine: ProbeEngine, breathe: Breathe = holdBreath): Promise<LogisticRegression> {
    const { train, labels, classes, scaling } = task;
    expectFeatures('training rows', train);
    expectLabelsOf('training rows', labels, train, classes);
    const fitted = classesPresent(labels);
    const position = new Map(Array.from(fitted, (label, i) => [label, i]));
    const y = Int32Array.from(labels, (label) => position.get(label)!);
    const transform = fitRowTransform(train, scaling);
    await breathe();
    const space = await coordinatesOf(engine, transformRows(transform, train));
    await breathe();
    const problem = new SoftmaxProblem({ X: space.rows, y, classes: fitted.length }, { engine, breathe });
    return new LogisticRegression({ task, transform, space, fitted, y, problem, engine });
  }

  /** The fit for one C, from a cold start. @throws {InputError} C is not positive and finite */
  async fit(c: number, options: LogisticOptions = {}): Promise<LogisticFit> {
    expectC(c);
    return this.#toFit(c, await (await this.#solver(c)).solve(this.#penalty(c), resolve(options)));
  }

  /**
   * Fits along a path of C, each started where the one before ended; the smallest C, which is the easiest, first.
   * @throws {InputError} no C, or one that is not positive and finite
   */
  async *path(cs: readonly number[], options: LogisticOptions = {}): AsyncGenerator<LogisticFit> {
    if (cs.length === 0) throw new InputError('empty', 'Expected at least one value of C, got none.');
    cs.forEach(expectC);
    const ascending = [...new Set(cs)].sort((a, b) => a - b);
    const solver = await this.#solver(ascending[0]!);
    for (const c of ascending) yield await this.#toFit(c, await solver.solve(this.#penalty(c), resolve(options)));
  }

  #penalty(c: number): number {
    return (this.#fitted.length === 2 ? 2 : 1) / c;
  }

  /** Starts at W = 0, where the best b are the logarithms of the class frequencies, or where a sample leads from there. */
  async #solver(c: number): Promise<SoftmaxSolver> {
    const { dimension: r, classes: k, size } = this.#problem;
    const counts = new Float64Array(k);
    for (const label of this.#y) counts[label]!++;
    const start = new Float64Array(size);
    const logs = counts.map(Math.log);
    start.set(centredVector(logs), r * k);
    const solver = new SoftmaxSolver(this.#problem, { engine: this.#engine, start });
    await solver.startOnSample(this.#penalty(c));
    return solver;
  }

  async #toFit(c: number, solution: Solution): Promise<LogisticFit> {
    const { dimension: r, classes: k } = this.#problem;
    const { point, objective, iterations, evaluations, isConverged } = solution;
    const V = matrix64(point.slice(0, r * k), r, k);
    // The penalty makes every row sum to 0, and b may: rounding is taken away.
    for (let j = 0; j < r; j++) V.data.set(centredVector(V.data.subarray(j * k, (j + 1) * k)), j * k);
    return {
      c,
      classes: this.#task.classes,
      fitted: this.#fitted,
      transform: this.#transform,
      weights: await this.#space.toColumns(V),
      bias: centredVector(point.subarray(r * k)),
      objective,
      iterations,
      evaluations,
      isConverged,
    };
  }
}

function resolve({ tolerance = 1e-10, iterationsMax = 1000 }: LogisticOptions) {
  return { tolerance, iterationsMax };
}

function expectC(c: number): void {
  if (c > 0 && Number.isFinite(c)) return;
  throw new InputError('parameter-out-of-range', `Expected C to be positive and finite, got ${c}.`);
}

function centredVector(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
