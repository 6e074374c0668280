/**
 * @file Minimises L(W, b) + λ/2 |W|² over a softmax problem: L-BFGS on a preconditioned problem, along a path of λ.
 *
 *   float32   large problems begin here, at half the price of an evaluation. Where values no longer tell two points apart,
 *             slopes do. Ends when a step promises less than float32 can know, or when none is found.
 *   float64   decides whether the minimum is reached, and goes on where float32 could not.
 *
 * A large problem starts where some steps on a quarter of its rows lead: a quarter of the price each, and the curvature
 * there costs a quarter as well and serves as the first preconditioner.
 *
 * The preconditioner is the inverse of the loss's average curvature at the present point, made anew when as much has been
 * spent on evaluations since the last one as it costs (so at most twice the best possible is spent), then after twice as
 * many. A change of λ keeps the point, the preconditioner and the memory of L-BFGS: a path is a warm start.
 * Starting point, first step and stopping rule use no clock: same input, same bytes.
 */
import { CurvaturePairs } from './curvaturePairs.ts';
import { CurvatureInverse } from './curvatureInverse.ts';
import type { ProbeEngine } from './engine.ts';
import type { Matrix64 } from './float64.ts';
import { Kernels } from './kernels.ts';
import type { Precision, SoftmaxProblem } from './softmaxProblem.ts';
import { scale } from './vectors.ts';

export interface SolveOptions {
  /** Stops when a step promises to lower the objective by less than a tenth of this share of it. */
  readonly tolerance: number;
  readonly iterationsMax: number;
}

export interface Solution {
  /** W of shape [r, c] row by row, then b. */
  readonly point: Float64Array;
  /** L + λ/2 |W|², in float64. @unit nats, summed over rows */
  readonly objective: number;
  readonly iterations: number;
  /** Over all rows: those on a sample do not count. */
  readonly evaluations: number;
  readonly isConverged: boolean;
}

interface State {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  /** L + λ/2 |W|². */
  value: number;
}

/** Point and gradient of state and trial. */
const OWN_VECTORS = 4;
const ARMIJO = 1e-4;
/** Relative error of a loss summed over rows. */
const NOISE = { float32: 2e-7, float64: 1e-14 };
/** A promise is quadratic in the gradient, which float32 knows to about 1e-6: below this share of the objective it is noise. */
const FLOAT32_PROMISE_MIN = 1e-11;
/** The promise of a step falls short of what is really left to gain by up to some tens. */
const CAUTION = 0.1;
const FIRST_REFRESH_MIN = 8;
/** Every so manieth row of a class is in the sample, in which a class has ten rows or so at least on average. */
const SAMPLE_STEP = 4;
const SAMPLED_PER_CLASS_MIN = 40;
const SAMPLE_STEPS = 10;
/** The curvature on a sample is good for so many evaluations at least. */
const REFRESH_AFTER_SAMPLE_MIN = 48;
const REFRESH_GROWTH = 2;
/** A preconditioner made for a λ so many times as large is as good as none. */
const STALE_RATIO = 10;
/** Where a step promises less than the noise of a value, shorter ones than this are not tried. */
const BLIND_STEP_MIN = 0.2;

export class SoftmaxSolver {
  readonly #problem: SoftmaxProblem;
  readonly #engine: ProbeEngine;
  readonly #kernels: Kernels;
  readonly #pairs: CurvaturePairs;
  readonly #refreshCost: number;
  /** Where the solver stands, where it tries to go, and on which way: memory that every iteration uses again. */
  #state: State;
  #trial: State;
  readonly #direction: Float32Array;
  #penalty = NaN;
  #inverse: CurvatureInverse | null = null;
  #evaluations = 0;
  #evaluationsSinceRefresh = 0;
  #refreshAfter = 0;
  #refreshPenalty = NaN;

  /** @param start the first point, for example the logarithms of the class frequencies as b */
  constructor(problem: SoftmaxProblem, { engine, start }: { engine: ProbeEngine; start: Float64Array }) {
    const { size } = problem;
    this.#problem = problem;
    this.#engine = engine;
    const kernels = new Kernels(
      OWN_VECTORS * Kernels.bytesOf(size, 8) + (CurvaturePairs.vectors + 1) * Kernels.bytesOf(size, 4),
    );
    this.#kernels = kernels;
    this.#pairs = new CurvaturePairs(size, kernels);
    this.#state = { point: kernels.float64(size), gradient: kernels.float64(size), value: NaN };
    this.#trial = { point: kernels.float64(size), gradient: kernels.float64(size), value: NaN };
    this.#direction = kernels.float32(size);
    this.#state.point.set(start);
    this.#refreshCost = Math.max(FIRST_REFRESH_MIN, Math.ceil(problem.curvatureCost));
  }

  /**
   * Takes steps on a sample of the rows and starts from there, where classes have rows enough for that.
   * @param penalty of the first minimum that will be asked for
   */
  async startOnSample(penalty: number): Promise<void> {
    const { rows, classes, firstPrecision } = this.#problem;
    if (firstPrecision === 'float64' || rows < SAMPLED_PER_CLASS_MIN * classes) return;
    const sample = this.#problem.sample(SAMPLE_STEP);
    const share = sample.rows / rows;
    const solver = new SoftmaxSolver(sample, { engine: this.#engine, start: this.#state.point });
    await solver.#approach(share * penalty);
    this.#state.point.set(solver.#state.point);
    const M = await sample.curvature(this.#state.point);
    scale(M.data, 1 / share);
    this.#penalty = penalty;
    await this.#precondition(M);
    this.#refreshAfter = Math.max(this.#refreshCost, REFRESH_AFTER_SAMPLE_MIN);
  }

  /** Steps in the first precision, with no word on how near the minimum is. */
  async #approach(penalty: number): Promise<void> {
    this.#penalty = penalty;
    const precision = this.#problem.firstPrecision;
    await this.#evaluate(this.#state, precision);
    for (let step = 0; step < SAMPLE_STEPS; step++) {
      if (!(await this.#lineSearch(await this.#findDirection(), precision))) return;
      this.#accept();
    }
  }

  /** The minimum under this λ, from where the last one ended. */
  async solve(penalty: number, { tolerance, iterationsMax }: SolveOptions): Promise<Solution> {
    this.#changePenalty(penalty);
    const evaluationsBefore = this.#evaluations;
    let precision = this.#problem.firstPrecision;
    await this.#evaluate(this.#state, precision);
    let isConverged = false;
    let iterations = 0;
    const progress = new Progress();
    for (; iterations < iterationsMax; iterations++) {
      const slope = await this.#findDirection();
      const promise = -slope / 2 / this.#state.value;
      const enough = Math.max(CAUTION * tolerance, precision === 'float32' ? FLOAT32_PROMISE_MIN : 0);
      const isEnough = Math.abs(promise) <= enough;
      if (!isEnough && progress.isMade(promise) && (await this.#lineSearch(slope, precision))) {
        if (this.#state.value - this.#trial.value > NOISE[precision] * this.#state.value) progress.restart();
        this.#accept();
        if (this.#evaluationsSinceRefresh >= this.#refreshAfter) await this.#refresh();
      } else if (precision === 'float32') {
        precision = 'float64';
        progress.restart();
        await this.#evaluate(this.#state, precision);
      } else {
        // No lower point within the noise of float64: as far as arithmetic goes.
        isConverged = isEnough || Math.abs(promise) <= tolerance;
        break;
      }
    }
    if (precision === 'float32') await this.#evaluate(this.#state, 'float64');
    const { point, value } = this.#state;
    const evaluations = this.#evaluations - evaluationsBefore;
    return { point: point.slice(), objective: value, iterations, evaluations, isConverged };
  }

  /** Goes to the trial. */
  #accept(): void {
    this.#pairs.add(this.#state, this.#trial);
    [this.#state, this.#trial] = [this.#trial, this.#state];
  }

  #changePenalty(penalty: number): void {
    if (!Number.isNaN(this.#penalty)) this.#pairs.shiftPenalty(penalty - this.#penalty, this.#penalised);
    if (!(this.#refreshPenalty / penalty < STALE_RATIO)) this.#refreshAfter = this.#refreshCost;
    this.#penalty = penalty;
  }

  /** Entries of a point that are penalised: all but b. */
  get #penalised(): number {
    return this.#problem.dimension * this.#problem.classes;
  }

  /** Value and gradient at the state's point. */
  async #evaluate(state: State, precision: Precision): Promise<void> {
    this.#evaluations++;
    this.#evaluationsSinceRefresh++;
    const { point, gradient } = state;
    const loss = await this.#problem.evaluate(point, precision, gradient);
    const weights = point.subarray(0, this.#penalised);
    this.#kernels.addScaled(gradient, weights, this.#penalty);
    state.value = loss + (this.#penalty / 2) * this.#kernels.dot(weights, weights);
  }

  /** Finds -H·gradient. Returns the slope along it; not positive, or the memory is given up. */
  async #findDirection(): Promise<number> {
    for (;;) {
      this.#direction.set(this.#state.gradient);
      await this.#pairs.applyTo(this.#direction, (vectors) => this.#applyInitial(vectors));
      scale(this.#direction, -1);
      const slope = this.#kernels.dotMixed(this.#state.gradient, this.#direction);
      if (slope <= 0 || this.#pairs.isEmpty) return slope;
      this.#pairs.clear();
    }
  }

  async #applyInitial(vectors: readonly Float32Array[]): Promise<void> {
    if (this.#inverse !== null) return this.#inverse.applyTo(vectors);
    // Böhning's bound with the average column for every column.
    const { rows, meanSquare } = this.#problem;
    for (const v of vectors) {
      scale(v, 1 / (meanSquare / 2 + this.#penalty), 0, this.#penalised);
      scale(v, 2 / rows, this.#penalised);
    }
  }

  /**
   * Puts a point into the trial that is lower by a share of what the slope promises; where the difference of two values is
   * lost in their noise, one that the slopes say is lower. False when none is within reach.
   * Source: Hager and Zhang, A new conjugate gradient method with guaranteed descent (2005), the approximate Wolfe conditions.
   */
  async #lineSearch(slope: number, precision: Precision): Promise<boolean> {
    if (!(slope < 0)) return false;
    const { point, value } = this.#state;
    const trial = this.#trial;
    const noise = NOISE[precision] * value;
    for (let step = 1; -slope * step > noise || step > BLIND_STEP_MIN;) {
      trial.point.set(point);
      this.#kernels.accumulate32(trial.point, this.#direction, 0, step);
      await this.#evaluate(trial, precision);
      if (trial.value <= value + ARMIJO * step * slope) return true;
      const slopeThere = this.#kernels.dotMixed(trial.gradient, this.#direction);
      if (trial.value <= value + noise && slopeThere <= (2 * ARMIJO - 1) * slope) return true;
      // The minimum of a parabola, through values or within their noise through slopes, kept within a tenth and a half.
      const isVisible = trial.value - value > noise;
      const minimum = isVisible
        ? (-slope * step * step) / (2 * (trial.value - value - slope * step))
        : (-slope * step) / (slopeThere - slope);
      step = Number.isFinite(minimum) ? Math.min(step / 2, Math.max(step / 10, minimum)) : step / 10;
    }
    return false;
  }

  async #refresh(): Promise<void> {
    const M = await this.#problem.curvature(this.#state.point);
    this.#refreshAfter = Math.max(this.#refreshCost, REFRESH_GROWTH * this.#evaluationsSinceRefresh);
    await this.#precondition(M);
  }

  async #precondition(M: Matrix64): Promise<void> {
    const inverse = await CurvatureInverse.of(this.#engine, M, this.#penalty);
    this.#refreshPenalty = this.#penalty;
    this.#evaluationsSinceRefresh = 0;
    this.#inverse = inverse ?? this.#inverse;
  }
}

/** So many steps may pass that lower neither the value, beyond its noise, nor the least promise so far by half. */
const PATIENCE = 20;

/** Tells work from wandering about in the noise. */
class Progress {
  #least = Infinity;
  #waited = 0;

  isMade(promise: number): boolean {
    this.#waited++;
    if (promise < this.#least / 2) [this.#least, this.#waited] = [promise, 0];
    return this.#waited < PATIENCE;
  }

  restart(): void {
    [this.#least, this.#waited] = [Infinity, 0];
  }
}
