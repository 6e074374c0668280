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
  const card = new Map(scoreCard(answers, { rows, areClustered: false }).map((score) => [score.name, score]));

  test('has the values that the single metrics give', () => {
    expect(card.get('macro-f1')!.value).toBeCloseTo(macroF1(confusionMatrix(truth, prediction, 4)), 12);
    expect(card.get('log-loss')!.value).toBeCloseTo(logLoss(truth, probabilities!), 12);
    expect(card.get('calibration-error')!.value).toBeCloseTo(calibrationError(truth, probabilities!), 12);
    const { worst } = groupAccuracy(truth, prediction, groups!, { count: 3 });
    expect(card.get('worst-group-accuracy')!.value).toBeCloseTo(worst!.accuracy, 12);
    expect(card.has('roc-auc')).toBe(false);
  });

  test('has the percentiles of the metrics over the resamples, and Wilson for accuracy', () => {
    const pick = (own: Int32Array, of: Int32Array) => own.map((row) => of[row]!);
    const resampled = rows.map((own) => macroF1(confusionMatrix(pick(own, truth), pick(own, prediction), 4)));
    const { low, high } = percentileInterval(resampled);
    expect(card.get('macro-f1')).toMatchObject({ method: 'stratified-bootstrap' });
    expect(card.get('macro-f1')!.low).toBeCloseTo(low, 12);
    expect(card.get('macro-f1')!.high).toBeCloseTo(high, 12);
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
    const width = (areClustered: boolean) => {
      const { low, high } = scoreCard(alike, { rows: drawn, areClustered }).find(({ name }) => name === 'accuracy')!;
      return high - low;
    };
    expect(width(true)).toBeGreaterThan(3 * width(false));
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
  const card = scoreCard({ ...answers, probabilities: { data, classes } }, { rows, areClustered: false });
  const aucOf = (own: ArrayLike<number>) =>
    rocAuc(
      Array.from(own, (row) => truth[row]!),
      Array.from(own, (row) => data[row * 2 + 1]!),
    )!;
  const auc = card.find(({ name }) => name === 'roc-auc')!;
  expect(auc.value).toBeCloseTo(aucOf(Int32Array.from(truth.keys())), 12);
  const { low, high } = percentileInterval(rows.map(aucOf));
  expect([auc.low, auc.high].map((end) => end.toFixed(12))).toEqual([low, high].map((end) => end.toFixed(12)));
});

test('one resample is too few for an interval', () => {
  expect(() => scoreCard(answersOf(3), { rows: [Int32Array.of(0)], areClustered: false })).toThrow(
    /at least 2 resamples/,
  );
});
