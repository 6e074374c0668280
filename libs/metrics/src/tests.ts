/** @file Tests of two models on the same images (McNemar), and of many at once (Holm). */
import { expectFinite, expectParameter } from './check.ts';
import { chiSquaredTail, fairBinomial } from './distributions.ts';

export interface McNemar {
  /** min(1, 2 P(Bin(b + c, 1/2) <= min(b, c))); 1 when the models never disagree. */
  readonly exactP: number;
  /** The exact p minus P(= min): less conservative. Source: Fagerland et al. (2013). */
  readonly midP: number;
  /** (|b - c| - 1)² / (b + c) with one degree of freedom; null (undefined) when the models never disagree. */
  readonly chiSquared: number | null;
  readonly chiSquaredP: number;
}

/**
 * Do two models differ, judged by the images where only one of them is right?
 * @param b images that only the first gets right   @param c images that only the second gets right
 * Source: McNemar (1947), with Edwards' correction.
 * @throws {InputError}
 */
export function mcNemar(b: number, c: number): McNemar {
  for (const count of [b, c])
    expectParameter(Number.isInteger(count) && count >= 0, 'a count of images', 'a whole number from 0', count);
  const n = b + c;
  if (n === 0) return { exactP: 1, midP: 1, chiSquared: null, chiSquaredP: 1 };
  const least = Math.min(b, c);
  let tail = 0;
  for (let k = 0; k <= least; k++) tail += fairBinomial(k, n);
  const chiSquared = (Math.abs(b - c) - 1) ** 2 / n;
  return {
    exactP: Math.min(1, 2 * tail),
    midP: Math.min(1, 2 * tail - fairBinomial(least, n)),
    chiSquared,
    chiSquaredP: chiSquaredTail(chiSquared, 1),
  };
}

/**
 * Holm's step-down correction: adjusted p = running maximum of (m - i) p_(i) over the sorted p-values, cut at 1. Those
 * at most alpha are rejected with a family-wise error of at most alpha.
 * Source: Holm, A simple sequentially rejective multiple test procedure (1979).
 * @throws {InputError} a p-value is not from 0 to 1
 */
export function holm(p: ArrayLike<number>): Float64Array {
  expectFinite('p-values', p);
  const order = Uint32Array.from({ length: p.length }, (_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Float64Array(p.length);
  let running = 0;
  order.forEach((test, i) => {
    expectParameter(p[test]! >= 0 && p[test]! <= 1, 'a p-value', 'from 0 to 1', p[test]);
    running = Math.max(running, Math.min(1, (p.length - i) * p[test]!));
    adjusted[test] = running;
  });
  return adjusted;
}
