/**
 * @file What a run of all tests amounts to, in lines that people and machines read alike: what failed, what was skipped
 * and why, which files took longest, and at the very end `N passed, N failed`.
 */

/** One test, or one thing around tests that went wrong: a file that did not load, a hook, an error nobody caught. */
export interface Outcome {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped; empty when the test does not say. */
  readonly reason?: string;
}

export interface FileTime {
  readonly file: string;
  /** Import, hooks and tests. @unit milliseconds */
  readonly ms: number;
}

export interface Summary {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

const SLOW_FILES_SHOWN = 8;

/** A run without a single passed test is a failure too: it has shown nothing. */
export function summarize(outcomes: readonly Outcome[], files: readonly FileTime[], totalMs: number): Summary {
  const of = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state);
  const passed = of('passed').length;
  const failed = of('failed');
  const skipped = of('skipped');
  const slowest = [...files].sort((a, b) => b.ms - a.ms).slice(0, SLOW_FILES_SHOWN);
  const failures = passed + failed.length === 0 ? [{ name: 'no test ran at all' }] : failed;
  const lines = [
    `Slowest files of ${files.length} (${seconds(totalMs)} in all):`,
    ...slowest.map(({ file, ms }) => `  ${seconds(ms).padStart(8)}  ${file}`),
    ...(skipped.length === 0 ? [] : [`Skipped (${skipped.length}):`]),
    ...skipped.map(
      ({ name, reason }) => `  ${name}: ${reason === undefined || reason === '' ? 'no reason given' : reason}`,
    ),
    ...(failures.length === 0 ? [] : [`Failed (${failures.length}):`]),
    ...failures.map(({ name }) => `  ${name}`),
    `${passed} passed, ${failures.length} failed`,
  ];
  return { lines, exitCode: failures.length === 0 ? 0 : 1 };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
