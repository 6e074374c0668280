import { JOB_CATALOG } from '@regatta/jobs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countFailure, nextStep, type FailureCounters } from './retryPolicy.ts';
import type { JobFailure } from './store.ts';

const NONE: FailureCounters = { errors: 0, executorDeaths: 0, infrastructureErrors: 0, interruptions: 0 };
const failure = (kind: JobFailure['kind'], exit: string | null = null): JobFailure => ({
  ...{ kind, exit, message: 'it broke', logTail: [] },
});
const anyFailure = fc
  .tuple(fc.constantFrom('interrupted', 'infrastructure', 'job'), fc.constantFrom(null, 'SIGKILL'))
  .map(([kind, exit]) => failure(kind, exit));

test('lets each failure pay into its own counter', () => {
  fc.assert(
    fc.property(fc.array(anyFailure), (failures) => {
      const counters = failures.reduce(countFailure, NONE);
      const count = (kind: JobFailure['kind']) => failures.filter((one) => one.kind === kind).length;
      expect(counters).toEqual({
        errors: count('job'),
        infrastructureErrors: count('infrastructure'),
        interruptions: count('interrupted'),
        executorDeaths: failures.filter(({ kind, exit }) => kind === 'job' && exit !== null).length,
      });
    }),
  );
});

test('gives up for nothing but errors of the job itself', () => {
  fc.assert(
    fc.property(fc.array(anyFailure, { minLength: 1 }), fc.double({ min: 0, max: 0.999 }), (failures, chance) => {
      const counters = failures.reduce(countFailure, NONE);
      const last = failures.at(-1)!;
      const { next } = nextStep('embed', counters, last, () => chance);
      const isTriedOut = counters.errors >= JOB_CATALOG.embed.maxAttempts || counters.executorDeaths >= 2;
      expect(next).toBe(last.kind === 'interrupted' ? 'ready' : last.kind === 'job' && isTriedOut ? 'dead' : 'delayed');
    }),
  );
});

test('waits twice as long with every failure, up to a minute, and never the same time for all', () => {
  const delay = (infrastructureErrors: number, chance: number) => {
    const step = nextStep('embed', { ...NONE, infrastructureErrors }, failure('infrastructure'), () => chance);
    return step.next === 'delayed' ? step.delayMs : NaN;
  };
  expect([1, 2, 3, 4].map((failures) => delay(failures, 0))).toEqual([500, 1000, 2000, 4000]);
  expect([1, 2, 3, 4].map((failures) => delay(failures, 1))).toEqual([1000, 2000, 4000, 8000]);
  expect([7, 50, 5000].map((failures) => delay(failures, 1))).toEqual([60_000, 60_000, 60_000]);
});

test('says of a quarantined job why it is one', () => {
  const step = nextStep('evaluate', { ...NONE, errors: 2, executorDeaths: 2 }, failure('job', 'SIGSEGV'), () => 0);
  expect(step).toEqual({
    ...{ next: 'dead', cause: 'quarantine', reason: 'Quarantined, for it took down 2 executors: it broke' },
  });
});
