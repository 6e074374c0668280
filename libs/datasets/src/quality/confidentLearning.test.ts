import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { confidentLearning } from './confidentLearning.ts';

test('counts an image as the likeliest class whose threshold it reaches', () => {
  const probabilities = Float64Array.from([
    ...[0.9, 0.1, 0.0],
    ...[0.7, 0.2, 0.1],
    ...[0.1, 0.8, 0.1],
    ...[0.3, 0.6, 0.1],
    ...[0.85, 0.05, 0.1],
    ...[0.4, 0.2, 0.4],
  ]);
  const labels = [0, 0, 1, 1, 1, 2];
  const { thresholds, joint, suspects, noise } = confidentLearning({ probabilities, labels, classes: 3 });
  expect(thresholds[0]).toBeCloseTo(0.8, 12);
  expect(thresholds[1]).toBeCloseTo((0.8 + 0.6 + 0.05) / 3, 12);
  expect(thresholds[2]).toBeCloseTo(0.4, 12);
  // Row 1 reaches no threshold and is counted nowhere.
  expect([...joint]).toEqual([1, 0, 0, 1, 2, 0, 0, 0, 1]);
  expect(suspects).toEqual([
    {
      row: 4,
      label: 1,
      suggested: 0,
      margin: 0.05 - 0.85,
      labelProbability: 0.05,
      suggestedProbability: 0.85,
    },
  ]);
  // One of three counted as of class 1: a third of its three labels, of six in all.
  expect(noise).toBeCloseTo(1 / 6, 12);
});

test('finds planted swaps, the surest first, where a model is right more often than not', () => {
  const random = new Random('planted');
  const [n, classes] = [600, 5];
  const truth = Array.from({ length: n }, (_, i) => i % classes);
  const labels = truth.map((c, i) => (i % 20 === 0 ? (c + 1 + random.integer(classes - 1)) % classes : c));
  const probabilities = new Float64Array(n * classes);
  for (let i = 0; i < n; i++) {
    const logits = Array.from({ length: classes }, (_, c) => 2 * random.normal() + (c === truth[i] ? 7 : 0));
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    logits.forEach((logit, c) => (probabilities[i * classes + c] = Math.exp(logit) / total));
  }
  const { suspects, noise } = confidentLearning({ probabilities, labels, classes });
  const isPlanted = ({ row }: { row: number }) => labels[row] !== truth[row];
  const found = suspects.filter(isPlanted);
  expect(found.length).toBeGreaterThanOrEqual(24);
  expect(suspects.slice(0, 20).every(isPlanted)).toBe(true);
  expect(found.every(({ row, suggested }) => suggested === truth[row])).toBe(true);
  expect(Math.abs(noise - 0.05)).toBeLessThan(0.03);
});

test('a class without images is suggested to nobody', () => {
  const probabilities = Float64Array.from([0.1, 0.1, 0.8, 0.2, 0.1, 0.7]);
  const { suspects, thresholds, noise } = confidentLearning({ probabilities, labels: [0, 1], classes: 3 });
  expect(thresholds[2]).toBeNaN();
  expect(suspects.every(({ suggested }) => suggested !== 2)).toBe(true);
  expect(noise).toBeGreaterThanOrEqual(0);
});
