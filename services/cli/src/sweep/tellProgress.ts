/** @file How far work on a dataset is, as a line: the step, what is done of what, and how long the rest will take. */
import type { ImportProgress, OnImportProgress } from '@regatta/catalog';
import { formatCount } from '@regatta/report';

const STEPS: Record<ImportProgress['step'], string> = {
  list: 'looking for images',
  read: 'reading images',
  draw: 'drawing pictures',
  store: 'storing shards',
  verify: 'verifying images',
  copy: 'copying shards from the store they were imported to',
};
/** Sooner nothing can be said of the rest. @unit milliseconds */
const ESTIMATE_AFTER_MS = 3000;

/** @param what is worked on @param now for tests */
export function tellProgress(
  what: string,
  onLine: (line: string) => void,
  now: () => number = () => performance.now(),
): OnImportProgress {
  let step: ImportProgress['step'] | null = null;
  let begun = { atMs: 0, done: 0 };
  return (progress) => {
    const { done, total } = progress;
    const nowMs = now();
    if (progress.step !== step) {
      step = progress.step;
      // What was known before is told first and at once: it says nothing of the pace.
      begun = { atMs: nowMs, done };
    }
    const elapsedMs = nowMs - begun.atMs;
    const count = `${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`}`;
    const isEarly = total === null || done >= total || done === begun.done || elapsedMs < ESTIMATE_AFTER_MS;
    const rest = isEarly ? '' : `, ${inWords((elapsedMs / (done - begun.done)) * (total - done))} left`;
    onLine(`${what}: ${STEPS[progress.step]}, ${count}${rest}`);
  };
}

function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
