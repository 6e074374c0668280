/** @file What becomes of a job whose attempt did not succeed. Pure; the counters are those of the job's row. */
import { JOB_CATALOG, type JobKind } from '@regatta/jobs';
import type { JobFailure } from './store.ts';

/** How often what has happened since the job was planned. */
export interface FailureCounters {
  readonly errors: number;
  readonly executorDeaths: number;
  readonly infrastructureErrors: number;
  readonly interruptions: number;
}

export type NextStep =
  | { readonly next: 'ready' }
  | { readonly next: 'delayed'; readonly delayMs: number }
  | { readonly next: 'dead'; readonly cause: 'errors' | 'quarantine'; readonly reason: string };

/** A job that takes down two executors would take down the third. */
const EXECUTOR_DEATHS_MAX = 2;
const DELAY_MS_MIN = 1_000;
const DELAY_MS_MAX = 60_000;

/**
 * A job that goes along with the loss of so many workers in a row, without having got on in any of those attempts, is
 * taken for the cause. Machines are lost for other reasons as well, so it takes more of them than executors, which say
 * how they died.
 */
const WORKERS_LOST_MAX = 5;

/**
 * Whether a job whose lease has just run out is to be given up. It counts only attempts in a row that ended with their
 * lease running out, finished no cell, and whose worker was not heard of again: one that was merely cut off or stopped
 * for a while comes back, and one that stops in order (SIGTERM, a drain) gives its jobs back.
 * @param workersLost the workers of these attempts, the latest first
 * @returns the reason, or null for another try
 */
export function quarantineReason(workersLost: readonly string[]): string | null {
  if (workersLost.length < WORKERS_LOST_MAX) return null;
  return (
    `Quarantined, for ${workersLost.length} workers in a row were lost with it and none finished a cell: ` +
    `${workersLost.join(', ')}. It may take down the whole machine, for example by using up its memory.`
  );
}

/** The counters with this failure counted. */
export function countFailure(counters: FailureCounters, { kind, exit }: JobFailure): FailureCounters {
  return {
    errors: counters.errors + Number(kind === 'job'),
    executorDeaths: counters.executorDeaths + Number(kind === 'job' && exit !== null),
    infrastructureErrors: counters.infrastructureErrors + Number(kind === 'infrastructure'),
    interruptions: counters.interruptions + Number(kind === 'interrupted'),
  };
}

/**
 * @param counters with this failure counted
 * @param random uniform in [0, 1): spreads jobs that failed together, so that they do not come back together
 */
export function nextStep(
  kind: JobKind,
  counters: FailureCounters,
  failure: JobFailure,
  random: () => number,
): NextStep {
  switch (failure.kind) {
    case 'interrupted':
      return { next: 'ready' };
    case 'infrastructure':
      return { next: 'delayed', delayMs: delayMs(counters.infrastructureErrors, random) };
    case 'job': {
      const { executorDeaths, errors } = counters;
      if (executorDeaths >= EXECUTOR_DEATHS_MAX)
        return {
          next: 'dead',
          cause: 'quarantine',
          reason: `Quarantined, for it took down ${executorDeaths} executors: ${failure.message}`,
        };
      if (errors >= JOB_CATALOG[kind].maxAttempts) return { next: 'dead', cause: 'errors', reason: failure.message };
      return { next: 'delayed', delayMs: delayMs(errors, random) };
    }
  }
}

/** Twice as long with every failure, up to a minute; half of it is certain, half is chance. */
function delayMs(failures: number, random: () => number): number {
  const whole = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** (failures - 1));
  return Math.round(whole * (0.5 + random() / 2));
}
