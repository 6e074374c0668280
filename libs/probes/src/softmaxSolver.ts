/**
 * @file Minimises L(W, b) + λ/2 |W|² over a softmax problem: L-BFGS on a preconditioned problem, along a path of λ.
 *
 *   float32   large problems begin here: half the price of an evaluation. Ends when the step promises less than float32 can
 *             see, or when it can find no lower point.
 *   float64   decides the last digits, and whether the minimum is reached.
 *
 * The preconditioner is the inverse of the loss's average curvature at the present point, made anew when as much has been
 * spent on evaluations since the last one as it costs (so at most twice the best possible is spent), and then after twice
 * as many. A change of λ keeps the point, the preconditioner and the memory of L-BFGS: a path is a warm start.
 * Starting point, first step and stopping rule use no clock: same input, same bytes.
 */
import { CurvaturePairs } from './curvaturePairs.ts';
import { CurvatureInverse } from './curvatureInverse.ts';
import type { ProbeEngine } from './engine.ts';
import { addScaled, dot, scale } from './vectors.ts';
import type { Precision, SoftmaxProblem } from './softmaxProblem.ts';

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
  readonly evaluations: number;
  readonly isConverged: boolean;
  /** What the next step would still gain, as a share of the objective. */
  readonly promise: number;
}

interface State {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  /** L + λ/2 |W|². */
  value: number;
}

const ARMIJO = 1e-4;
/** Relative error of a loss summed over rows. */
const NOISE = { float32: 2e-7, float64: 1e-14 };
/** A step promising less than this share of the objective is beyond float32. */
const FLOAT32_PROMISE_MIN = 1e-7;
/** The promise of a step falls short of what is really left to gain by up to some tens. */
const CAUTION = 0.1;
const FIRST_REFRESH_MIN = 8;
const REFRESH_GROWTH = 2;
/** So many steps in a row may be accepted within the noise without a lower value. */
const STALLED_MAX = 3;

export class SoftmaxSolver {
  readonly #problem: SoftmaxProblem;
  readonly #engine: ProbeEngine;
  readonly #pairs: CurvaturePairs;
  readonly #refreshCost: number;
  /** Where the solver stands, where it tries to go, and on which way: memory that every iteration uses again. */
  #state: State;
  #trial: State;
  readonly #direction: Float64Array;
  #penalty = NaN;
  #inverse: CurvatureInverse | null = null;
  #evaluations = 0;
  #evaluationsSinceRefresh = 0;
  #refreshAfter = 0;

  /** @param start the first point, for example the logarithms of the class frequencies as b */
  constructor(problem: SoftmaxProblem, { engine, start }: { engine: ProbeEngine; start: Float64Array }) {
    const { size } = problem;
    this.#problem = problem;
    this.#engine = engine;
    this.#pairs = new CurvaturePairs(size);
    this.#state = { point: start, gradient: new Float64Array(size), value: NaN };
    this.#trial = { point: new Float64Array(size), gradient: new Float64Array(size), value: NaN };
    this.#direction = new Float64Array(size);
    this.#refreshCost = Math.max(FIRST_REFRESH_MIN, Math.ceil(problem.curvatureCost));
  }

  /** The minimum under this λ, from where the last one ended. */
  async solve(penalty: number, { tolerance, iterationsMax }: SolveOptions): Promise<Solution> {
    this.#changePenalty(penalty);
    const evaluationsBefore = this.#evaluations;
    let precision = this.#problem.firstPrecision;
    await this.#evaluate(this.#state, precision);
    let promise = Infinity;
    let isConverged = false;
    let iterations = 0;
    let stalled = 0;
    for (; iterations < iterationsMax; iterations++) {
      const slope = await this.#findDirection();
      promise = -slope / 2 / this.#state.value;
      const enough = Math.max(CAUTION * tolerance, precision === 'float32' ? FLOAT32_PROMISE_MIN : 0);
      const isEnough = Math.abs(promise) <= enough;
      if (!isEnough && stalled < STALLED_MAX && (await this.#lineSearch(slope, precision))) {
        stalled = this.#trial.value < this.#state.value ? 0 : stalled + 1;
        this.#pairs.add(this.#state, this.#trial);
        [this.#state, this.#trial] = [this.#trial, this.#state];
        if (this.#evaluationsSinceRefresh >= this.#refreshAfter) await this.#refresh();
      } else if (precision === 'float32') {
        [precision, stalled] = ['float64', 0];
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
    return { point: point.slice(), objective: value, iterations, evaluations, isConverged, promise };
  }

  #changePenalty(penalty: number): void {
    if (!Number.isNaN(this.#penalty)) this.#pairs.shiftPenalty(penalty - this.#penalty, this.#penalised);
    this.#penalty = penalty;
    this.#refreshAfter = this.#refreshCost;
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
    addScaled(gradient, weights, this.#penalty, weights.length);
    state.value = loss + (this.#penalty / 2) * dot(weights, weights);
  }

  /** Finds -H·gradient. Returns the slope along it; not positive, or the memory is given up. */
  async #findDirection(): Promise<number> {
    for (;;) {
      this.#direction.set(this.#state.gradient);
      await this.#pairs.applyTo(this.#direction, (vectors) => this.#applyInitial(vectors));
      scale(this.#direction, -1);
      const slope = dot(this.#state.gradient, this.#direction);
      if (slope <= 0 || this.#pairs.isEmpty) return slope;
      this.#pairs.clear();
    }
  }

  async #applyInitial(vectors: readonly Float64Array[]): Promise<void> {
    if (this.#inverse !== null) return this.#inverse.applyTo(vectors);
    // Böhning's bound with the average column for every column.
    const { rows, meanSquare } = this.#problem;
    for (const v of vectors) {
      scale(v, 1 / (meanSquare / 2 + this.#penalty), 0, this.#penalised);
      scale(v, 2 / rows, this.#penalised);
    }
  }

  /** Puts a point into the trial that is lower by a share of what the slope promises; false when none is within reach. */
  async #lineSearch(slope: number, precision: Precision): Promise<boolean> {
    if (!(slope < 0)) return false;
    const { point, value } = this.#state;
    const trial = this.#trial;
    const noise = NOISE[precision] * value;
    // Below the noise no trial could show that it is lower.
    for (let step = 1; step === 1 || -slope * step > noise;) {
      trial.point.set(point);
      addScaled(trial.point, this.#direction, step);
      await this.#evaluate(trial, precision);
      if (trial.value <= value + ARMIJO * step * slope + noise) return true;
      // The minimum of the parabola through value, slope and trial, kept between a tenth and a half of the step.
      const minimum = (-slope * step * step) / (2 * (trial.value - value - slope * step));
      step = Number.isFinite(minimum) ? Math.min(step / 2, Math.max(step / 10, minimum)) : step / 10;
    }
    return false;
  }

  async #refresh(): Promise<void> {
    const M = await this.#problem.curvature(this.#state.point);
    const inverse = await CurvatureInverse.of(this.#engine, M, this.#penalty);
    this.#refreshAfter = Math.max(this.#refreshCost, REFRESH_GROWTH * this.#evaluationsSinceRefresh);
    this.#evaluationsSinceRefresh = 0;
    this.#inverse = inverse ?? this.#inverse;
  }
}
