/** @file The curve 1 / (1 + a x^2b) that says how near two rows are in the embedding. */
import { InputError } from '@regatta/metrics';

export interface Curve {
  readonly a: number;
  readonly b: number;
}

const POINTS = 300;
const STEPS_MAX = 200;

/**
 * Least squares against 1 below `minDist` and exp(-(x - minDist) / spread) above, at 300 points up to 3 spread: Gauss and Newton,
 * with shorter steps where the error would rise.
 * @throws {InputError}
 * Source: McInnes, Healy and Melville, UMAP (2018), section 4.2. umap-learn stops short of the minimum, by 1e-6.
 */
export function fitCurve({ minDist, spread }: { minDist: number; spread: number }): Curve {
  if (!(spread > 0) || !(minDist >= 0 && minDist <= spread))
    throw new InputError(
      'parameter-out-of-range',
      `Expected a least distance from 0 to the spread, and a spread above 0, got ${minDist} and ${spread}.`,
    );
  const xs = Float64Array.from({ length: POINTS }, (_, i) => (3 * spread * i) / (POINTS - 1));
  const target = xs.map((x) => (x < minDist ? 1 : Math.exp(-(x - minDist) / spread)));
  let curve: Curve = { a: 1 / spread ** 2, b: 1 };
  for (let step = 0; step < STEPS_MAX; step++) {
    const { a, b } = gaussNewtonStep(curve, xs, target);
    const before = squaredError(curve, xs, target);
    let share = 1;
    const at = (part: number): Curve => ({ a: curve.a + part * a, b: curve.b + part * b });
    while (share > 1e-10 && !(at(share).a > 0 && squaredError(at(share), xs, target) <= before)) share /= 2;
    if (share <= 1e-10) break;
    curve = at(share);
    if (Math.max(Math.abs(a), Math.abs(b)) < 1e-13) break;
  }
  return curve;
}

function squaredError({ a, b }: Curve, xs: Float64Array, target: Float64Array): number {
  return xs.reduce((sum, x, i) => sum + (target[i]! - 1 / (1 + a * x ** (2 * b))) ** 2, 0);
}

/** The step (JᵀJ)⁻¹ Jᵀ r of two unknowns. */
function gaussNewtonStep({ a, b }: Curve, xs: Float64Array, target: Float64Array): Curve {
  let [aa, ab, bb, ar, br] = [0, 0, 0, 0, 0];
  xs.forEach((x, i) => {
    if (x === 0) return;
    const power = x ** (2 * b);
    const value = 1 / (1 + a * power);
    const da = -value * value * power;
    const db = da * a * 2 * Math.log(x);
    const rest = target[i]! - value;
    aa += da * da;
    ab += da * db;
    bb += db * db;
    ar += da * rest;
    br += db * rest;
  });
  const determinant = aa * bb - ab * ab;
  return { a: (bb * ar - ab * br) / determinant, b: (aa * br - ab * ar) / determinant };
}
