/** @file Distances as memberships: each row gets a scale of its own, by which it has log2 k neighbours in total. */
import type { Neighbours } from './neighbourGraph.ts';

export interface Scales {
  /** Distance to the nearest row that is not equal, 0 without one; membership falls from there. */
  readonly rhos: Float64Array;
  readonly sigmas: Float64Array;
}

export interface ScaleOptions {
  /** The first of a row's neighbours that counts: 1 leaves out the row itself. */
  readonly firstNeighbour: number;
  /** Does membership fall from the nearest neighbour on? New rows fall from 0, as in umap-learn. */
  readonly isFromNearest: boolean;
}

const STEPS_MAX = 64;
const TOLERANCE = 1e-5;
/** Least sigma, as a share of a mean distance. */
const SIGMA_MIN = 1e-3;

/**
 * The sigma with Σ_j exp(-max(0, d_ij - rho_i) / sigma_i) = log2 k, by bisection; at least 1e-3 of the mean distance, of the row
 * where rho > 0, else of all.
 * Source: McInnes, Healy and Melville, UMAP (2018), algorithm 3. Equals umap-learn's with local connectivity 1.
 */
export function smoothDistances({ k, distances }: Neighbours, options: ScaleOptions): Scales {
  const n = distances.length / k;
  const meanOfAll = mean(distances);
  const rhos = new Float64Array(n);
  const sigmas = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = distances.subarray(i * k, (i + 1) * k);
    const rho = options.isFromNearest ? (own.find((distance) => distance > 0) ?? 0) : 0;
    const least = SIGMA_MIN * (rho > 0 ? mean(own) : meanOfAll);
    rhos[i] = rho;
    sigmas[i] = Math.max(least, bisect(own.subarray(options.firstNeighbour), rho, Math.log2(k)));
  }
  return { rhos, sigmas };
}

/** 1 up to rho, then falling; also where sigma is 0, because all distances are. */
export function membership(distance: number, rho: number, sigma: number): number {
  return distance <= rho || sigma === 0 ? 1 : Math.exp(-(distance - rho) / sigma);
}

function bisect(distances: Float64Array, rho: number, target: number): number {
  let [low, high, sigma] = [0, Infinity, 1];
  for (let step = 0; step < STEPS_MAX; step++) {
    const sum = sumOfMemberships(distances, rho, sigma);
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) high = sigma;
    else low = sigma;
    sigma = high === Infinity ? 2 * sigma : (low + high) / 2;
  }
  return sigma;
}

function sumOfMemberships(distances: Float64Array, rho: number, sigma: number): number {
  let sum = 0;
  for (let j = 0; j < distances.length; j++) sum += membership(distances[j]!, rho, sigma);
  return sum;
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
