import { ProbeEngine } from '@regatta/probes';
import { Random, matrix, type Matrix } from '@regatta/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import {
  clusteringSet,
  hasFullReferences,
  readClusteringArray,
  readClusteringJson,
} from '../../../../test/support/clusteringFixtures.ts';
import { fitCurve } from './curve.ts';
import { fuzzyGraph } from './fuzzyGraph.ts';
import { neighbourGraph } from './neighbourGraph.ts';
import { smoothDistances } from './smoothDistances.ts';
import { components, filterGraph, type SparseGraph } from './sparseGraph.ts';
import { spectralVectors } from './spectral.ts';

const engine = new ProbeEngine({ threads: 2 });
afterAll(() => engine.close());

const K = 15;
const options = { firstNeighbour: 1, isFromNearest: true };

async function partsOf(X: Matrix, k = K) {
  const neighbours = await neighbourGraph({ X, k, metric: 'euclidean' }, engine);
  const scales = smoothDistances(neighbours, options);
  return { neighbours, ...scales, graph: fuzzyGraph(neighbours, scales) };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
const largestRatio = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((max, value, i) => Math.max(max, value === b[i] ? 0 : Math.abs(value / b[i]! - 1)), 0);

describe.each(['a', 'digits', 'mixture'] as const)('the graph of %s', (name) => {
  test('is that of umap-learn, with its neighbours, rhos and sigmas', async (context) => {
    context.skip(name !== 'a' && !hasFullReferences, 'The references of this set are not beside the checkout.');
    const { neighbours, rhos, sigmas, graph } = await partsOf(clusteringSet(name).X);
    const of = (what: string) => readClusteringArray(`${name}-${what}.npy`);
    // Unit rows here are rounded to float32, those of the reference are not.
    expect(largestRatio(neighbours.distances, of('knn-distances'))).toBeLessThan(1e-5);
    // Rows of digits tie at the last neighbour.
    if (name !== 'digits') expect([...neighbours.rows]).toEqual([...of('knn-indices')]);
    expect(largestDifference(rhos, of('rhos'))).toBeLessThan(1e-6 * Math.max(1, ...of('rhos')));
    expect(largestRatio(sigmas, of('sigmas'))).toBeLessThan(1e-4);
    if (name === 'digits') return;
    expect([...graph.starts]).toEqual([...of('graph-indptr')]);
    expect([...graph.columns]).toEqual([...of('graph-indices')]);
    expect(largestDifference(graph.weights, of('graph-data'))).toBeLessThan(1e-4);
  });
});

interface EdgeCase {
  n_neighbors: number;
  x: number[][];
  sigmas: number[];
  rhos: number[];
  components: number;
  component_of_row: number[];
  graph_entries: number;
  graph_sum: number;
}

describe('the graph of edge cases', () => {
  const cases = readClusteringJson<Record<string, EdgeCase>>('edge-cases.json');
  test.each(['many_duplicates', 'some_duplicates', 'two_components', 'five_components'])('%s', async (name) => {
    const { x, n_neighbors, ...expected } = cases[name]!;
    const { rhos, sigmas, graph } = await partsOf(matrix(Float32Array.from(x.flat()), x.length, 3), n_neighbors);
    expect(largestDifference(rhos, expected.rhos)).toBeLessThan(1e-6);
    expect(largestRatio(sigmas, expected.sigmas)).toBeLessThan(1e-4);
    expect(graph.columns.length).toBe(expected.graph_entries);
    expect(graph.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(expected.graph_sum, 2);
    const { count, ofRow } = components(graph);
    expect(count).toBe(expected.components);
    expect([...ofRow]).toEqual(expected.component_of_row);
  });
});

interface GraphParts {
  find_ab_params: { min_dist: number; spread: number; a_least_squares: number; b_least_squares: number }[];
}

test.each(readClusteringJson<GraphParts>('graph.json').find_ab_params)(
  'the curve for distance $min_dist and spread $spread is that of least squares',
  ({ min_dist, spread, a_least_squares, b_least_squares }) => {
    const { a, b } = fitCurve({ minDist: min_dist, spread });
    expect(Math.abs(a / a_least_squares - 1)).toBeLessThan(1e-5);
    expect(Math.abs(b / b_least_squares - 1)).toBeLessThan(1e-5);
  },
);

describe('spectral vectors', () => {
  test('are eigenvectors 2 and 3 of the normalised Laplacian', () => {
    const weights = Float64Array.from(readClusteringArray('a-graph-data.npy'));
    const starts = readClusteringArray('a-graph-indptr.npy') as Int32Array;
    const whole = { n: 1200, starts, columns: readClusteringArray('a-graph-indices.npy') as Int32Array, weights };
    const largest = weights.reduce((max, weight) => Math.max(max, weight), 0);
    const graph = filterGraph(whole, (weight) => weight >= largest / 500);
    const vectors = spectralVectors(graph, { count: 2, random: new Random(1) });
    expect(largestDifference(vectors, readClusteringArray('a-spectral-vectors.npy'))).toBeLessThan(1e-3);
  });

  test('of a ring are its waves, which come in pairs of one eigenvalue', () => {
    const n = 24;
    const columns = Int32Array.from({ length: 2 * n }, (_, at) => {
      const [i, side] = [at >> 1, at & 1];
      return [(i + n - 1) % n, (i + 1) % n].sort((a, b) => a - b)[side]!;
    });
    const starts = Int32Array.from({ length: n + 1 }, (_, i) => 2 * i);
    const graph: SparseGraph = { n, starts, columns, weights: new Float64Array(2 * n).fill(1) };
    const vectors = spectralVectors(graph, { count: 2, random: new Random(1) });
    for (let i = 0; i < n; i++) {
      const [x, y] = [vectors[2 * i]!, vectors[2 * i + 1]!];
      expect(Math.hypot(x, y)).toBeCloseTo(Math.sqrt(2 / n), 4);
    }
  });
});
