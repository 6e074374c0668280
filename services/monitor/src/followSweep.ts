/**
 * @file Follows a sweep: asks the database every second, sooner when the bus tells that something happened, and hands
 * every change of the state on. The bus may be missing or away: then news is late and nothing else is lost.
 */
import type { Bus, Subscription } from '@regatta/bus';
import { systemTime, type RegattaEvent, type Time } from '@regatta/jobs';
import type { ReadStore, Snapshot } from '@regatta/store';
import { initialState, reduce, type MonitorState } from './model.ts';

export type SweepEnd = 'done' | 'failed' | 'detached';

export interface FollowOptions {
  readonly store: Pick<ReadStore, 'snapshot'>;
  readonly bus: Pick<Bus, 'status' | 'subscribeEvents'> | null;
  readonly sweep: string;
  /** Its firing ends the following with `detached`. */
  readonly signal: AbortSignal;
  /** True to end when the sweep does; false to go on until the signal fires. */
  readonly untilDone: boolean;
  readonly onState: (state: MonitorState) => void;
  readonly onEvent?: (event: RegattaEvent) => void;
  readonly time?: Time;
}

const POLL_MS = 1000;
/** Snapshots are at least this far apart, however many events come. */
const POLL_MS_MIN = 250;
/** Share of the time that the database may spend on answering one monitor. */
const LOAD_MAX = 0.2;
const TICK_MS = 500;

/** @throws {UnknownSweepError} as the store throws it; other faults of the store count as its being away. */
export async function followSweep(options: FollowOptions): Promise<SweepEnd> {
  const { store, bus, sweep, signal, untilDone, onState, onEvent, time = systemTime } = options;
  const nowMs = () => time.date().getTime();
  let state = initialState(sweep, nowMs());
  const change = (next: MonitorState) => {
    state = next;
    onState(state);
  };
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const alarm = createAlarm();
  const subscription = listen(
    bus,
    (event) => {
      change(reduce(state, { type: 'event', event }));
      onEvent?.(event);
      if (changesNumbers(event)) alarm.ring();
    },
    alarm.ring,
  );
  const tick = () => change(reduce(state, { type: 'tick', atMs: nowMs(), bus: bus?.status ?? 'none' }));
  const ticker = (async () => {
    for (; !ended.aborted; await time.sleep(TICK_MS, ended)) tick();
  })();

  try {
    while (!ended.aborted) {
      const askedAt = time.now();
      // What happens while the database answers may not be in its answer, so it counts for the next one.
      alarm.reset();
      const answer = await orAborted(store.snapshot(sweep), ended);
      if (answer === 'aborted') break;
      if ('snapshot' in answer) {
        change(reduce(state, { type: 'snapshot', atMs: nowMs(), snapshot: answer.snapshot }));
        const end = endOf(answer.snapshot);
        if (end !== null && untilDone) return end;
      } else {
        if (answer.error.name === 'UnknownSweepError') throw answer.error;
        change(reduce(state, { type: 'database-away', atMs: nowMs(), reason: firstLine(answer.error) }));
      }
      const tookMs = time.now() - askedAt;
      const pauseMs = Math.max(POLL_MS_MIN, tookMs / LOAD_MAX) - tookMs;
      await time.sleep(pauseMs, ended);
      const restMs = POLL_MS - (time.now() - askedAt);
      if (restMs > 0) await alarm.wait((rung) => time.sleep(restMs, AbortSignal.any([ended, rung])));
    }
    return 'detached';
  } finally {
    stop.abort();
    await ticker;
    // Not waited for: a bus that is away may take its time, and nothing depends on it.
    void subscription.then((heard) => heard?.close()).catch(() => undefined);
  }
}

/** How a sweep has ended; null while it has not. */
export function endOf({ sweep: { state, cells } }: Snapshot): SweepEnd | null {
  if (state !== 'done' && state !== 'cancelled') return null;
  return state === 'done' && cells.failed === 0 && cells.cancelled === 0 ? 'done' : 'failed';
}

/** Events after which the database has something new to say. */
function changesNumbers({ type }: RegattaEvent): boolean {
  return type !== 'worker.heartbeat' && type !== 'job.progress';
}

async function listen(
  bus: FollowOptions['bus'],
  onEvent: (event: RegattaEvent) => void,
  onGap: () => void,
): Promise<Subscription | null> {
  try {
    return (await bus?.subscribeEvents(onEvent, onGap)) ?? null;
  } catch {
    // The status of the bus is on the screen; snapshots go on.
    return null;
  }
}

async function orAborted(
  answer: Promise<Snapshot>,
  signal: AbortSignal,
): Promise<{ snapshot: Snapshot } | { error: Error } | 'aborted'> {
  if (signal.aborted) {
    answer.catch(() => undefined);
    return 'aborted';
  }
  const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>();
  const onAbort = () => resolve('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  const settled = answer.then(
    (snapshot) => ({ snapshot }),
    (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)) }),
  );
  try {
    return await Promise.race([settled, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function firstLine({ message, name }: Error): string {
  return message.split('\n', 1)[0]!.trim() || name;
}

/** Cuts a wait short; a ring before the wait counts, too. */
function createAlarm() {
  let controller = new AbortController();
  return {
    ring: () => controller.abort(),
    reset: () => {
      if (controller.signal.aborted) controller = new AbortController();
    },
    wait: (sleep: (rung: AbortSignal) => Promise<void>) => sleep(controller.signal),
  };
}
