/**
 * @file What a resampling has to do, before any pixel: which part of the source it reads, and its one or two passes.
 * A plan depends on sizes alone, so images of one size share it.
 */
import { axisWeights, type AxisWeights } from './axisWeights.ts';
import type { Size, Window } from './geometry.ts';
import type { Interpolation, Preprocessing } from './preprocessing.ts';

export interface Resampling {
  /** Size of the source. */
  readonly source: Size;
  /** Size that the whole source is resized to. */
  readonly target: Size;
  /** The part of the target that is wanted; nothing else is computed. */
  readonly window: Window;
  readonly interpolation: Interpolation;
  readonly passOrder: Preprocessing['passOrder'];
}

export interface ResamplePlan {
  /** The part of the source that has any weight. */
  readonly region: Window;
  /** Weights along the rows, null where the width does not change. Positions count from the region's left edge. */
  readonly horizontal: AxisWeights | null;
  /** Weights down the columns, null where the height does not change. Positions count from the region's top. */
  readonly vertical: AxisWeights | null;
  readonly isVerticalFirst: boolean;
  /** Size of the result. */
  readonly output: Size;
}

/** Photos of one camera have two or three sizes. */
const PLANS_KEPT = 64;
const plans = new Map<string, ResamplePlan>();

export function resamplePlan(resampling: Resampling): ResamplePlan {
  const { source, target, window, interpolation, passOrder } = resampling;
  const sizes = [source.width, source.height, target.width, target.height];
  const key = [...sizes, window.left, window.top, window.width, window.height, interpolation, passOrder].join(' ');
  let plan = plans.get(key);
  if (plan === undefined) {
    plan = makePlan(resampling);
    const oldest = plans.keys().next();
    if (plans.size >= PLANS_KEPT && oldest.done !== true) plans.delete(oldest.value);
    plans.set(key, plan);
  }
  return plan;
}

function makePlan({ source, target, window, interpolation, passOrder }: Resampling): ResamplePlan {
  const columns = planAxis(source.width, target.width, window.left, window.width, interpolation);
  const rows = planAxis(source.height, target.height, window.top, window.height, interpolation);
  return {
    region: { left: columns.from, top: rows.from, width: columns.size, height: rows.size },
    horizontal: columns.weights,
    vertical: rows.weights,
    isVerticalFirst:
      passOrder === 'pillow-13' &&
      columns.weights !== null &&
      rows.weights !== null &&
      reducesHeightFirst(source, target),
    output: { width: window.width, height: window.height },
  };
}

/** The source positions from .. from + size that one axis reads, and its weights relative to them. */
function planAxis(
  inSize: number,
  outSize: number,
  from: number,
  count: number,
  interpolation: Interpolation,
): { from: number; size: number; weights: AxisWeights | null } {
  // Pillow leaves an axis alone whose size stays; weights would be 1 anyway.
  if (inSize === outSize) return { from, size: count, weights: null };
  const weights = axisWeights({ inSize, outSize, from, count }, interpolation);
  const begin = weights.first[0]!;
  const end = weights.first[count - 1]! + weights.taps[count - 1]!;
  return { from: begin, size: end - begin, weights: { ...weights, first: weights.first.map((at) => at - begin) } };
}

/** Pillow 13's rule (its pull request 9549), found by experiment: 4000 random sizes without exception. */
function reducesHeightFirst(source: Size, target: Size): boolean {
  const surplus = source.height - target.height;
  return surplus > 0 && surplus > 2 * (source.width - target.width);
}
