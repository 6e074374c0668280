/**
 * @file The sweep as NDJSON: one document per line. `sweep` lines carry the numbers whenever they have changed, at most
 * once a second; events pass as they are; `database` tells of its going and coming; `end` is the last line.
 */
import type { SweepEnd } from './followSweep.ts';
import { eta, type MonitorState } from './model.ts';

export interface JsonTold {
  readonly numbers: string;
  readonly atMs: number;
  readonly isAway: boolean;
}

const NUMBERS_MS_MIN = 1000;

/** The documents that a new state is worth, given what was told before. */
export function jsonDocuments(
  told: JsonTold | null,
  state: MonitorState,
): { told: JsonTold; documents: readonly object[] } {
  const { nowMs, databaseAway, facts } = state;
  const before = told ?? { numbers: '', atMs: -Infinity, isAway: false };
  const at = new Date(nowMs).toISOString();
  const isAway = databaseAway !== null;
  const documents: object[] = [];
  if (isAway && !before.isAway) documents.push({ type: 'database', at, state: 'away', reason: databaseAway.reason });
  if (!isAway && before.isAway) documents.push({ type: 'database', at, state: 'back', reason: null });

  const numbers = facts.snapshot === null ? '' : JSON.stringify(numbersOf(state));
  const isEnded = facts.snapshot !== null && facts.snapshot.sweep.cells.pending === 0;
  const isDue = numbers !== before.numbers && (isEnded || nowMs - before.atMs >= NUMBERS_MS_MIN);
  if (isDue) documents.push(sweepDocument(state));
  return { told: { numbers: isDue ? numbers : before.numbers, atMs: isDue ? nowMs : before.atMs, isAway }, documents };
}

export function endDocument(state: MonitorState, end: SweepEnd): object {
  return { type: 'end', at: new Date(state.nowMs).toISOString(), result: end, ...numbersOf(state) };
}

function sweepDocument(state: MonitorState): object {
  const rest = eta(state);
  return {
    type: 'sweep',
    at: new Date(state.nowMs).toISOString(),
    ...numbersOf(state),
    etaSeconds: rest === null ? null : Math.round(rest.seconds),
    etaIsLowerBound: rest?.isLowerBound ?? false,
  };
}

function numbersOf({ sweep, facts: { snapshot } }: MonitorState): object {
  if (snapshot === null) return { sweep };
  const count = (kind: string) => snapshot.workers.filter((worker) => worker.state === kind).length;
  return {
    sweep,
    state: snapshot.sweep.state,
    cells: snapshot.sweep.cells,
    images: snapshot.images,
    workers: { alive: count('alive'), silent: count('silent'), left: count('left') },
    failures: snapshot.failures,
    matrix: snapshot.matrix,
  };
}
