/**
 * @file The sweep told in lines, for logs and pipes: a line when a whole percent is reached, when an encoder is through
 * with a dataset, when something goes wrong; nothing when nothing happens, except a sign of life every few minutes.
 */
import { formatCount, stripControls } from '@regatta/report';
import type { SweepEnd } from './followSweep.ts';
import { eta, formatEta, formatSeconds, imagesDone, type MonitorState } from './model.ts';
import { percent, timeOfDay } from './view.ts';

/** What has been said, so that it is not said again. */
export interface Told {
  readonly progress: string;
  readonly progressMs: number;
  readonly sweepState: string;
  readonly workers: ReadonlyMap<string, string>;
  readonly groups: ReadonlySet<string>;
  readonly failures: ReadonlyMap<string, number>;
  readonly isAway: boolean;
}

/** Progress lines are at least this far apart, so a sweep of ten seconds does not print a hundred. */
const PROGRESS_MS_MIN = 2000;
const SIGN_OF_LIFE_MS = 300_000;

/** The lines that a new state is worth, given what was told before (null at the beginning). */
export function plainLines(told: Told | null, state: MonitorState): { told: Told | null; lines: readonly string[] } {
  const { facts, databaseAway, nowMs, sweep: name } = state;
  const { snapshot } = facts;
  const say = (lines: readonly string[]) => lines.map((line) => stripControls(`${name}: ${line}`));
  if (snapshot === null) {
    // The very first silence is worth a line, or nobody knows what is waited for.
    if (databaseAway === null || told?.isAway) return { told, lines: [] };
    return { told: { ...NOTHING, isAway: true }, lines: say([`database away: ${databaseAway.reason}`]) };
  }

  const lines: string[] = [];
  const isFirst = told === null || told.sweepState === '';
  const before = told ?? NOTHING;
  const { cells, state: sweepState } = snapshot.sweep;
  const total = cells.pending + cells.done + cells.failed + cells.cancelled;
  const groups = new Set(
    snapshot.matrix.filter((field) => field.pending === 0).map((field) => `${field.encoder}\n${field.dataset}`),
  );
  const workers = new Map(snapshot.workers.map((worker) => [worker.id, worker.state]));
  const failures = new Map(snapshot.failures.map(({ reason, count }) => [reason, count]));
  const isAway = databaseAway !== null;

  if (isAway && !before.isAway)
    lines.push(`database away since ${timeOfDay(new Date(databaseAway.sinceMs))}: ${databaseAway.reason}`);
  if (!isAway && before.isAway) lines.push('database back');
  if (isFirst) lines.push(`${sweepState}, ${formatCount(total)} cells, ${formatCount(cells.done)} done before`);
  else if (sweepState !== before.sweepState && sweepState !== 'done') lines.push(sweepState);
  for (const [worker, now] of workers) {
    const known = before.workers.get(worker);
    if (known === now || (isFirst && now === 'left')) continue;
    lines.push(
      known === undefined && now === 'alive'
        ? `worker ${worker} is there`
        : `worker ${worker} ${now === 'left' ? 'left' : `is ${now}`}`,
    );
  }
  for (const [reason, count] of failures)
    if (count > (before.failures.get(reason) ?? 0)) lines.push(`${formatCount(count)} failed: ${reason}`);
  if (!isFirst)
    for (const { encoder, dataset, pending, done, failed, cancelled, best } of snapshot.matrix) {
      if (pending > 0 || before.groups.has(`${encoder}\n${dataset}`)) continue;
      const score = best === null ? 'no score' : `best accuracy ${(100 * best).toFixed(1)} %`;
      const lost = failed + cancelled > 0 ? `, ${formatCount(failed + cancelled)} without a result` : '';
      lines.push(`${encoder} on ${dataset} is through: ${score} (${formatCount(done)} cells${lost})`);
    }

  const progress = progressKey(state);
  const sinceMs = nowMs - before.progressMs;
  const isDue =
    (progress !== before.progress && (sinceMs >= PROGRESS_MS_MIN || cells.pending === 0)) || sinceMs >= SIGN_OF_LIFE_MS;
  const isTold = isDue && !isAway && sweepState === 'running';
  if (isTold) lines.push(progressLine(state));
  const next: Told = {
    progress: isTold ? progress : before.progress,
    progressMs: isTold ? nowMs : before.progressMs,
    sweepState,
    workers,
    groups,
    failures,
    isAway,
  };
  return { told: next, lines: say(lines) };
}

const NOTHING: Told = {
  progress: '',
  progressMs: -Infinity,
  sweepState: '',
  workers: new Map(),
  groups: new Set(),
  failures: new Map(),
  isAway: false,
};

function progressKey(state: MonitorState): string {
  const { pending, done, failed, cancelled } = state.facts.snapshot!.sweep.cells;
  const images = imagesDone(state);
  return `${percent(done + failed + cancelled, pending + done + failed + cancelled)} ${percent(images.done, images.total)}`;
}

function progressLine(state: MonitorState): string {
  const { pending, done, failed, cancelled } = state.facts.snapshot!.sweep.cells;
  const [ended, total] = [done + failed + cancelled, pending + done + failed + cancelled];
  const images = imagesDone(state);
  const parts = [`cells ${percent(ended, total)} (${formatCount(ended)}/${formatCount(total)})`];
  if (images.total > 0)
    parts.push(
      `images ${percent(images.done, images.total)} (${formatCount(images.done)}/${formatCount(images.total)})`,
    );
  const rest = eta(state);
  if (rest !== null) parts.push(`ETA ${formatEta(rest)}`);
  return parts.join(', ');
}

/** The last line, which also stays on the screen when a live picture is taken away. */
export function endLine(state: MonitorState, end: SweepEnd): string {
  const { snapshot } = state.facts;
  if (snapshot === null) return stripControls(`${state.sweep}: no answer of the database so far`);
  const { cells, createdAt, finishedAt, state: sweepState } = snapshot.sweep;
  const total = cells.pending + cells.done + cells.failed + cells.cancelled;
  const lost = (['failed', 'cancelled'] as const)
    .filter((kind) => cells[kind] > 0)
    .map((kind) => `, ${formatCount(cells[kind])} ${kind}`);
  const took =
    finishedAt && end !== 'detached' ? ` in ${formatSeconds((finishedAt.getTime() - createdAt.getTime()) / 1000)}` : '';
  const what = end === 'detached' && cells.pending > 0 ? `${sweepState}, no longer watched` : sweepState;
  return stripControls(
    `${state.sweep}: ${what}, ${formatCount(cells.done)} of ${formatCount(total)} cells done${took}${lost.join('')}`,
  );
}
