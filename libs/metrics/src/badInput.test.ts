import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../test/support/numericFixtures.ts';
import {
  InputError,
  accuracy,
  confusionMatrix,
  groupAccuracy,
  friedman,
  logLoss,
  rocAuc,
  spearman,
  wilsonInterval,
} from './mod.ts';

interface Case {
  function: string;
  input: Record<string, unknown>;
  expected: string;
}

type Row = { truth: number[]; prediction: number[]; score: unknown[]; probability: number[][]; classes: number };

/** Function of the reference -> the same with ours. */
const FUNCTIONS: Record<string, (input: never) => unknown> = {
  accuracy: ({ truth, prediction }: Row) => accuracy(truth, prediction),
  'roc-auc': ({ truth, score }: Row) => rocAuc(truth, score.map(Number)),
  'log-loss': ({ truth, probability }: Row) => logLoss(truth, { data: probability.flat(), classes: 2 }),
  'confusion-matrix': ({ truth, prediction, classes }: Row) => confusionMatrix(truth, prediction, classes),
  'wilson-interval': ({ k, n }: { k: number; n: number }) => wilsonInterval(k, n),
  'worst-group-accuracy': () => groupAccuracy([0], [0], [0], { count: 1, ignored: [0] }).worst,
  spearman: ({ x, y }: { x: number[]; y: number[] }) => spearman(x, y),
  friedman: () => friedman([[0.5, 0.6, 0.7]]),
};

const cases = readGolden<{ cases: Case[] }>('bad-input.json').cases.filter((entry) => entry.function in FUNCTIONS);

describe('bad input', () => {
  test.each(cases)('$function of $input is $expected', ({ function: name, input, expected }) => {
    const call = () => FUNCTIONS[name]!(input as never);
    if (expected === 'undefined') return expect(call()).toBeNull();
    expect(call).toThrow(InputError);
    expect(call).toThrow(expect.objectContaining({ fault: expected }));
  });

  test('every function of the reference that belongs here was tried', () => {
    expect(new Set(cases.map((entry) => entry.function))).toEqual(new Set(Object.keys(FUNCTIONS)));
  });

  test('an error says what was expected and what was given', () => {
    expect(() => confusionMatrix([0, 3], [0, 1], 2)).toThrow(
      'Expected truth to be whole numbers from 0 to 1, got 3 in row 1.',
    );
    expect(() => wilsonInterval(11, 10)).toThrow('Expected k to be a whole number from 0 to n = 10, got 11.');
  });
});
