import { describe, expect, test } from 'vitest';
import {
  clusteringSet,
  goldenMatrix,
  rawFeatures,
  readClusteringArray,
  readClusteringJson,
} from '../../../test/support/clusteringFixtures.ts';
import {
  type InputError,
  adjustedRandIndex,
  euclideanDistances,
  fowlkesMallows,
  informationScores,
  keptDistances,
  silhouette,
  silhouetteRows,
  type Labelings,
} from './mod.ts';

interface Scores {
  ari: number;
  ami: number;
  nmi: number;
  homogeneity: number;
  completeness: number;
  v_measure: number;
  fowlkes_mallows: number;
  mutual_information_nats: number;
}

interface Golden {
  pairs: (Scores & { name: string; truth: number[]; prediction: number[] })[];
  big: Scores & { n: number };
  big_one_class: Scores;
}

const golden = readClusteringJson<Golden>('labelings.json');

function expectScores(labelings: Labelings, scores: Scores) {
  const { mutualInformation, homogeneity, completeness, nmi, ami } = informationScores(labelings);
  expect(adjustedRandIndex(labelings)).toBeCloseTo(scores.ari, 9);
  expect(fowlkesMallows(labelings)).toBeCloseTo(scores.fowlkes_mallows, 9);
  expect(mutualInformation).toBeCloseTo(scores.mutual_information_nats, 9);
  expect(homogeneity).toBeCloseTo(scores.homogeneity, 9);
  expect(completeness).toBeCloseTo(scores.completeness, 9);
  expect(nmi).toBeCloseTo(scores.nmi, 9);
  expect(nmi).toBeCloseTo(scores.v_measure, 9);
  expect(ami).toBeCloseTo(scores.ami, 9);
}

describe('scores of two labelings', () => {
  test.each(golden.pairs)('are those of scikit-learn: $name', (pair) => expectScores(pair, pair));

  test('count pairs beyond 32 bits', () => {
    const { n } = golden.big;
    const truth = Int32Array.from({ length: n }, (_, i) => i % 3);
    const prediction = truth.map((own, i) => (i % 7 < 5 ? own : Math.floor(i / 10_000) % 3));
    expectScores({ truth, prediction }, golden.big);
    expectScores({ truth: new Int32Array(n), prediction }, golden.big_one_class);
  });

  test('do not depend on the names of labels', () => {
    const { truth, prediction } = golden.pairs[2]!;
    const renamed = { truth: truth.map((label) => 100 - 7 * label), prediction };
    expect(adjustedRandIndex(renamed)).toBe(adjustedRandIndex({ truth, prediction }));
    expect(informationScores(renamed).ami).toBeCloseTo(informationScores({ truth, prediction }).ami, 12);
  });

  test('refuse labelings of different rows, of none, and labels that are no numbers', () => {
    const refusal = (labelings: Labelings) => {
      try {
        return adjustedRandIndex(labelings);
      } catch (error) {
        return (error as InputError).fault;
      }
    };
    expect(refusal({ truth: [0, 1], prediction: [0] })).toBe('length-mismatch');
    expect(refusal({ truth: [], prediction: [] })).toBe('empty');
    expect(refusal({ truth: [0, NaN], prediction: [0, 1] })).toBe('label-out-of-range');
  });
});

describe('silhouette', () => {
  interface KMeans {
    silhouette: number;
    silhouette_of_true_labels: number;
    silhouette_per_row_first_5: number[];
  }
  const { a_raw, a_l2, a_embedding_2d } = readClusteringJson<Record<string, KMeans>>('kmeans.json');
  const { X: unit, y } = clusteringSet('a');

  test.each([
    ['a-raw', rawFeatures(), a_raw!],
    // Unit rows here are rounded to float32, those of the reference are not.
    ['a-l2', unit, a_l2!],
    ['a-embedding-2d', goldenMatrix('a-embedding.npy'), a_embedding_2d!],
  ] as const)('is that of scikit-learn on %s', (name, X, expected) => {
    const distances = keptDistances(euclideanDistances(X));
    const labels = readClusteringArray(`${name}-labels.npy`);
    expect(silhouette(distances, labels)).toBeCloseTo(expected.silhouette, 6);
    expect(silhouette(distances, y)).toBeCloseTo(expected.silhouette_of_true_labels, 6);
    const rows = silhouetteRows(distances, labels)!;
    expected.silhouette_per_row_first_5.forEach((value, i) => expect(rows[i]).toBeCloseTo(value, 5));
  });

  test('is undefined for one cluster and where each row is its own', () => {
    const distances = euclideanDistances({ data: Float32Array.of(0, 1, 1, 0, 1, 1, 0, 0.5), rows: 4, columns: 2 });
    expect(silhouette(distances, [0, 0, 0, 0])).toBeNull();
    expect(silhouette(distances, [0, 1, 2, 3])).toBeNull();
  });

  test('is 0 where all rows are equal', () => {
    const distances = euclideanDistances({ data: new Float32Array(8), rows: 4, columns: 2 });
    expect(silhouette(distances, [0, 0, 1, 1])).toBe(0);
  });
});
