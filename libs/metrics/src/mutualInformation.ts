/** @file How much one labeling tells about another, in nats, and the scores made of it. */
import { contingency, type Contingency, type Labelings } from './contingency.ts';

export interface InformationScores {
  /** @unit nats */
  readonly mutualInformation: number;
  /** MI / H(truth): does each cluster hold one class? 1 where H = 0. */
  readonly homogeneity: number;
  /** MI / H(prediction): does each class lie in one cluster? 1 where H = 0. */
  readonly completeness: number;
  /** 2 MI / (H(truth) + H(prediction)), which is also the V-measure; 1 where both H = 0. */
  readonly nmi: number;
  /** (MI - EMI) / ((H(truth) + H(prediction))/2 - EMI); 1 for equal partitions, 0 where one side is one cluster. */
  readonly ami: number;
}

/**
 * The scores of information theory. Only `ami` is adjusted for chance: the others rise with the number of clusters.
 * @throws {InputError}
 * Source: Rosenberg and Hirschberg, V-measure (2007); Vinh, Epps and Bailey, Information theoretic measures for
 * clusterings comparison (2010). Equal to scikit-learn's, with arithmetic means.
 */
export function informationScores(labelings: Labelings): InformationScores {
  const table = contingency(labelings);
  const [truth, prediction] = [entropy(table.truthSizes, table.n), entropy(table.predictionSizes, table.n)];
  const information = mutualInformation(table);
  const total = truth + prediction;
  return {
    mutualInformation: information,
    homogeneity: truth === 0 ? 1 : information / truth,
    completeness: prediction === 0 ? 1 : information / prediction,
    nmi: total === 0 ? 1 : (2 * information) / total,
    ami: adjusted(table, information, total / 2),
  };
}

function adjusted(table: Contingency, information: number, meanEntropy: number): number {
  const { truthSizes, predictionSizes, cells } = table;
  const isEqual = truthSizes.length === cells.length && predictionSizes.length === cells.length;
  if (isEqual) return 1;
  if (truthSizes.length === 1 || predictionSizes.length === 1) return 0;
  const expected = expectedInformation(table);
  return (information - expected) / (meanEntropy - expected);
}

/** -Σ p ln p. */
function entropy(sizes: Float64Array, n: number): number {
  if (sizes.length === 1) return 0;
  return -sizes.reduce((sum, size) => sum + (size / n) * Math.log(size / n), 0);
}

function mutualInformation({ n, truthSizes, predictionSizes, cells }: Contingency): number {
  const sum = cells.reduce((sum, { truth, prediction, rows }) => {
    const independent = truthSizes[truth]! * (predictionSizes[prediction]! / n);
    return sum + (rows / n) * Math.log(rows / independent);
  }, 0);
  return Math.max(0, sum);
}

/** Mean mutual information of two random labelings with these sizes. Equal sizes are computed once. */
function expectedInformation({ n, truthSizes, predictionSizes }: Contingency): number {
  let sum = 0;
  for (const [a, countA] of frequencies(truthSizes)) {
    for (const [b, countB] of frequencies(predictionSizes)) sum += countA * countB * expectedCell(a, b, n);
  }
  return sum;
}

function frequencies(sizes: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return counts;
}

/** Below this share of the likeliest count, counts add nothing that float64 could hold. */
const NEGLIGIBLE = 1e-22;

/**
 * Σ over counts k of P(k) k/n ln(n k / (a b)), P hypergeometric. The chances are walked from the likeliest count to both
 * sides by their ratio, P(k + 1)/P(k) = (a - k)(b - k) / ((k + 1)(n - a - b + k + 1)), and divided by their sum: no
 * difference of large logarithms takes digits away.
 */
function expectedCell(a: number, b: number, n: number): number {
  const [low, high] = [Math.max(0, a + b - n), Math.min(a, b)];
  const mode = Math.min(high, Math.max(low, Math.floor(((a + 1) * (b + 1)) / (n + 2))));
  let [total, sum] = [0, 0];
  const add = (k: number, weight: number) => {
    total += weight;
    if (k > 0) sum += weight * (k / n) * Math.log(k / (a * (b / n)));
  };
  add(mode, 1);
  for (let k = mode, weight = 1; k < high && weight > NEGLIGIBLE; k++) {
    weight *= ((a - k) * (b - k)) / ((k + 1) * (n - a - b + k + 1));
    add(k + 1, weight);
  }
  for (let k = mode, weight = 1; k > low && weight > NEGLIGIBLE; k--) {
    weight *= (k * (n - a - b + k)) / ((a - k + 1) * (b - k + 1));
    add(k - 1, weight);
  }
  return sum / total;
}
