import { Random } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import {
  calibrationError,
  clusteredResampler,
  confusionMatrix,
  groupAccuracy,
  logLoss,
  macroF1,
  percentileInterval,
  rocAuc,
  scoreCard,
  shareInterval,
  stratifiedResampler,
  wilsonInterval,
  type Resampler,
  type ScoredAnswers,
} from './mod.ts';

/** Answers of a middling model: 240 rows, three groups, probabilities that lean towards the truth. */
function answersOf(classes: number, seed = 'answers'): ScoredAnswers & { truth: Int32Array } {
  const random = new Random(seed);
  const truth = Int32Array.from({ length: 240 }, () => random.integer(classes));
  const data = new Float64Array(truth.length * classes);
  const prediction = truth.map((label, row) => {
    const raw = Array.from({ length: classes }, (_, c) => Math.exp(random.normal() + Number(c === label)));
    const total = raw.reduce((sum, value) => sum + value, 0);
    raw.forEach((value, c) => (data[row * classes + c] = value / total));
    return raw.indexOf(Math.max(...raw));
  });
  const groups = truth.map((_, row) => row % 3);
  return { truth, prediction, classes, probabilities: { data, classes }, groups };
}

const take = (resample: Resampler, count: number) => Array.from({ length: count }, () => Int32Array.from(resample()));

describe('a score card', () => {
  const answers = answersOf(4);
  const { truth, prediction, probabilities, groups } = answers;
  const rows = take(stratifiedResampler(truth, new Random('rows')), 200);
  const card = new Map(scoreCard(answers, { rows, clusters: null }).map((score) => [score.name, score]));

  test('has the values that the single metrics give', () => {
    expect(card.get('macro-f1')!.value).toBeCloseTo(macroF1(confusionMatrix(truth, prediction, 4)), 12);
    expect(card.get('log-loss')!.value).toBeCloseTo(logLoss(truth, probabilities!), 12);
    expect(card.get('calibration-error')!.value).toBeCloseTo(calibrationError(truth, probabilities!), 12);
    const { worst } = groupAccuracy(truth, prediction, groups!, { count: 3 });
    expect(card.get('worst-group-accuracy')!.value).toBeCloseTo(worst!.accuracy, 12);
    expect(card.has('roc-auc')).toBe(false);
  });

  test('has intervals about as wide as the percentiles over the resamples, and Wilson for accuracy', () => {
    const pick = (own: Int32Array, of: Int32Array) => own.map((row) => of[row]!);
    const resampled = rows.map((own) => macroF1(confusionMatrix(pick(own, truth), pick(own, prediction), 4)));
    const percentiles = percentileInterval(resampled);
    const { low, high, method } = card.get('macro-f1')!;
    expect(method).toBe('stratified-bootstrap');
    expect((high - low) / (percentiles.high - percentiles.low)).toBeGreaterThan(0.9);
    expect((high - low) / (percentiles.high - percentiles.low)).toBeLessThan(1.2);
    const right = truth.filter((label, row) => label === prediction[row]).length;
    expect(card.get('accuracy')).toMatchObject({ method: 'wilson', ...wilsonInterval(right, truth.length) });
  });

  test('is wider for accuracy when whole clusters, which answer alike, were drawn', () => {
    const cluster = truth.map((_, row) => Math.floor(row / 24));
    const alike = {
      ...answers,
      prediction: truth.map((label, row) => (cluster[row]! % 2 === 0 ? label : (label + 1) % 4)),
    };
    const drawn = take(clusteredResampler(cluster, new Random('clusters')), 200);
    const width = (clusters: number | null) => {
      const { low, high } = scoreCard(alike, { rows: drawn, clusters }).find(({ name }) => name === 'accuracy')!;
      return high - low;
    };
    expect(width(10)).toBeGreaterThan(3 * width(null));
  });
});

test('with two classes, the area under the ROC curve is that of the resampled rows, ties included', () => {
  const answers = answersOf(2);
  const { truth, classes } = answers;
  const coarse = answers.probabilities!.data;
  const data = Float64Array.from(coarse, (p, i) => {
    const rounded = Math.round(Number(coarse[i - (i % 2) + 1]) * 10) / 10;
    return i % 2 === 1 ? rounded : 1 - rounded;
  });
  const rows = take(stratifiedResampler(truth, new Random('rows')), 100);
  const card = scoreCard({ ...answers, probabilities: { data, classes } }, { rows, clusters: null });
  const aucOf = (own: ArrayLike<number>) =>
    rocAuc(
      Array.from(own, (row) => truth[row]!),
      Array.from(own, (row) => data[row * 2 + 1]!),
    )!;
  const auc = card.find(({ name }) => name === 'roc-auc')!;
  expect(auc.value).toBeCloseTo(aucOf(Int32Array.from(truth.keys())), 12);
  const drawn = rows.map(aucOf);
  const mean = drawn.reduce((sum, own) => sum + own, 0) / drawn.length;
  const variance = drawn.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (drawn.length - 1);
  // Rows are drawn n by n of 2 classes, and one more row of each is expected to differ.
  const sizes = [0, 1].map((c) => truth.filter((label) => label === c).length);
  const more = auc.value * (1 - auc.value) * (sizes[0]! ** -2 + sizes[1]! ** -2);
  const spread = {
    variance: (variance * truth.length) / (truth.length - 2) + more,
    freedom: Math.min(...sizes) - 1,
    sizeAtEdge: 1,
  };
  const { low, high } = shareInterval(auc.value, spread);
  expect(auc.low).toBeCloseTo(low, 12);
  expect(auc.high).toBeCloseTo(high, 12);
});

test('one resample is too few for an interval', () => {
  expect(() => scoreCard(answersOf(3), { rows: [Int32Array.of(0)], clusters: null })).toThrow(/at least 2 resamples/);
});
