/**
 * @file Minimises L(W, b) + λ/2 |W|² over a softmax problem: L-BFGS on a preconditioned problem, along a path of λ.
 *
 *   float32   large problems begin here: half the price of an evaluation. Ends when the step promises less than float32 can
 *             see, or when it can find no lower point.
 *   float64   decides the last digits, and whether the minimum is reached.
 *
 * The preconditioner is the inverse of the loss's average curvature at the present point, made anew when as much has been
 * spent on evaluations since the last one as it costs (so at most twice the best possible is spent), and then after three
 * times as many. A change of λ keeps the point, the preconditioner and the memory of L-BFGS: a path is a warm start.
 * Starting point, first step and stopping rule use no clock: same input, same bytes.
 */
import { addScaled, CurvaturePairs, dot } from './curvaturePairs.ts';
import { CurvatureInverse } from './curvatureInverse.ts';
import type { ProbeEngine } from './engine.ts';
import type { Evaluation, Precision, SoftmaxProblem } from './softmaxProblem.ts';

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

interface State extends Evaluation {
  readonly point: Float64Array;
}

const ARMIJO = 1e-4;
/** Relative error of a loss summed over rows. */
const NOISE = { float32: 2e-7, float64: 1e-14 };
/** A step promising less than this share of the objective is beyond float32. */
const FLOAT32_PROMISE_MIN = 1e-7;
/** The promise of a step falls short of what is really left to gain by up to some tens. */
const CAUTION = 0.1;
const FIRST_REFRESH_MIN = 3;
const REFRESH_GROWTH = 3;
/** So many steps in a row may be accepted within the noise without a lower value. */
const STALLED_MAX = 3;

export class SoftmaxSolver {
  readonly #problem: SoftmaxProblem;
  readonly #engine: ProbeEngine;
  readonly #pairs = new CurvaturePairs();
  readonly #refreshCost: number;
  #point: Float64Array;
  #penalty = NaN;
  #inverse: CurvatureInverse | null = null;
  #evaluations = 0;
  #evaluationsSinceRefresh = 0;
  #refreshAfter = 0;

  /** @param start the first point, for example the logarithms of the class frequencies as b */
  constructor(problem: SoftmaxProblem, { engine, start }: { engine: ProbeEngine; start: Float64Array }) {
    this.#problem = problem;
    this.#engine = engine;
    this.#point = start;
    this.#refreshCost = Math.max(FIRST_REFRESH_MIN, Math.ceil(problem.curvatureCost));
  }

  /** The minimum under this λ, from where the last one ended. */
  async solve(penalty: number, { tolerance, iterationsMax }: SolveOptions): Promise<Solution> {
    this.#changePenalty(penalty);
    const evaluationsBefore = this.#evaluations;
    let precision = this.#problem.firstPrecision;
    let state = await this.#evaluate(this.#point, precision);
    let promise = Infinity;
    let isConverged = false;
    let iterations = 0;
    let stalled = 0;
    for (; iterations < iterationsMax; iterations++) {
      const direction = await this.#direction(state.gradient);
      promise = -dot(state.gradient, direction) / 2 / state.value;
      const enough = Math.max(CAUTION * tolerance, precision === 'float32' ? FLOAT32_PROMISE_MIN : 0);
      const isEnough = Math.abs(promise) <= enough;
      const next = isEnough || stalled === STALLED_MAX ? null : await this.#lineSearch(state, direction, precision);
      if (next !== null) {
        stalled = next.value < state.value ? 0 : stalled + 1;
        this.#remember(state, next);
        state = next;
        if (this.#isRefreshDue()) await this.#refresh(state.point);
      } else if (precision === 'float32') {
        [precision, stalled] = ['float64', 0];
        state = await this.#evaluate(state.point, precision);
      } else {
        // No lower point within the noise of float64: as far as arithmetic goes.
        isConverged = isEnough || Math.abs(promise) <= tolerance;
        break;
      }
    }
    if (precision === 'float32') state = await this.#evaluate(state.point, 'float64');
    this.#point = state.point;
    const evaluations = this.#evaluations - evaluationsBefore;
    return { point: state.point, objective: state.value, iterations, evaluations, isConverged, promise };
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

  async #evaluate(point: Float64Array, precision: Precision): Promise<State> {
    this.#evaluations++;
    this.#evaluationsSinceRefresh++;
    const { value, gradient } = await this.#problem.evaluate(point, precision);
    let squares = 0;
    for (let i = 0; i < this.#penalised; i++) {
      squares += point[i]! ** 2;
      gradient[i]! += this.#penalty * point[i]!;
    }
    return { point, value: value + (this.#penalty / 2) * squares, gradient };
  }

  /** -H·gradient; a descent direction, or the memory is given up. */
  async #direction(gradient: Float64Array): Promise<Float64Array> {
    for (;;) {
      const direction = await this.#pairs.apply(gradient, (vectors) => this.#applyInitial(vectors));
      for (let i = 0; i < direction.length; i++) direction[i] = -direction[i]!;
      if (dot(gradient, direction) <= 0 || this.#pairs.isEmpty) return direction;
      this.#pairs.clear();
    }
  }

  async #applyInitial(vectors: readonly Float64Array[]): Promise<Float64Array[]> {
    if (this.#inverse !== null) return this.#inverse.apply(vectors);
    // Böhning's bound with the average column for every column.
    const { rows, meanSquare } = this.#problem;
    const [ofWeight, ofIntercept] = [1 / (meanSquare / 2 + this.#penalty), 2 / rows];
    return vectors.map((v) => v.map((x, i) => x * (i < this.#penalised ? ofWeight : ofIntercept)));
  }

  /** A point that is lower by a share of what the slope promises, or null when there is none within reach. */
  async #lineSearch({ point, value, gradient }: State, direction: Float64Array, precision: Precision) {
    const slope = dot(gradient, direction);
    if (!(slope < 0)) return null;
    const noise = NOISE[precision] * value;
    // Below the noise no trial could show that it is lower.
    for (let step = 1; step === 1 || -slope * step > noise;) {
      const trial = Float64Array.from(point);
      addScaled(trial, direction, step);
      const next = await this.#evaluate(trial, precision);
      if (next.value <= value + ARMIJO * step * slope + noise) return next;
      // The minimum of the parabola through value, slope and trial, kept between a tenth and a half of the step.
      const minimum = (-slope * step * step) / (2 * (next.value - value - slope * step));
      step = Number.isFinite(minimum) ? Math.min(step / 2, Math.max(step / 10, minimum)) : step / 10;
    }
    return null;
  }

  #remember(from: State, to: State): void {
    const s = Float64Array.from(to.point);
    addScaled(s, from.point, -1);
    const y = Float64Array.from(to.gradient);
    addScaled(y, from.gradient, -1);
    this.#pairs.add(s, y);
  }

  #isRefreshDue(): boolean {
    return this.#evaluationsSinceRefresh >= this.#refreshAfter;
  }

  async #refresh(point: Float64Array): Promise<void> {
    const inverse = await CurvatureInverse.of(this.#engine, await this.#problem.curvature(point), this.#penalty);
    this.#refreshAfter = Math.max(this.#refreshCost, REFRESH_GROWTH * this.#evaluationsSinceRefresh);
    this.#evaluationsSinceRefresh = 0;
    if (inverse === null) return;
    this.#inverse = inverse;
    this.#pairs.clear();
  }
}
