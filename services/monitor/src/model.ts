/**
 * @file What the monitor knows, as a pure function of what it has heard.
 *
 * Facts come from snapshots alone: two monitors that saw the same snapshots show the same numbers, whichever events they
 * heard in between, in whichever order and however often. News is what events add: a list of what happened lately, and
 * how far a job in hand is. News about a job that the next snapshot does not see at work is dropped.
 */
import type { RegattaEvent } from '@regatta/jobs';
import type { Snapshot } from '@regatta/store';
import { NO_RATES, costs, observe, type Rates } from './rates.ts';

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'images' | 'cells';
  readonly perSecond: number;
  /** Shares of the last moments in which the encoder ran, and in which it waited for images; 0 to 1. */
  readonly busy: number;
  readonly starved: number;
  readonly at: string;
}

export interface NewsItem {
  /** ISO 8601; items are kept in this order. */
  readonly at: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface Facts {
  readonly snapshot: Snapshot | null;
  /** When the last snapshot came. @unit milliseconds of the monitor's clock */
  readonly snapshotMs: number;
  readonly rates: Rates;
}

export interface News {
  readonly items: readonly NewsItem[];
  readonly progress: ReadonlyMap<string, JobProgress>;
  /** What a job is about, by its id, for events that name only the id. */
  readonly labels: ReadonlyMap<string, string>;
}

export interface MonitorState {
  readonly sweep: string;
  /** The monitor's clock. @unit milliseconds since 1970 */
  readonly nowMs: number;
  readonly facts: Facts;
  readonly news: News;
  /** Since when the database does not answer, and what it said; null while it does. */
  readonly databaseAway: { readonly sinceMs: number; readonly reason: string } | null;
  /** `none`: the monitor runs without a bus, from snapshots alone. */
  readonly bus: 'connected' | 'reconnecting' | 'closed' | 'none';
}

export type MonitorInput =
  | { readonly type: 'snapshot'; readonly atMs: number; readonly snapshot: Snapshot }
  | { readonly type: 'event'; readonly event: RegattaEvent }
  | { readonly type: 'database-away'; readonly atMs: number; readonly reason: string }
  | { readonly type: 'tick'; readonly atMs: number; readonly bus: MonitorState['bus'] };

/** Items and labels kept: more than any screen shows, little enough for a sweep of days. */
const NEWS_MAX = 200;
const LABELS_MAX = 2000;

export function initialState(sweep: string, nowMs: number): MonitorState {
  return {
    sweep,
    nowMs,
    facts: { snapshot: null, snapshotMs: nowMs, rates: NO_RATES },
    news: { items: [], progress: new Map(), labels: new Map() },
    databaseAway: null,
    bus: 'none',
  };
}

export function reduce(state: MonitorState, input: MonitorInput): MonitorState {
  switch (input.type) {
    case 'snapshot':
      return withSnapshot(state, input.snapshot, input.atMs);
    case 'event':
      return { ...state, news: withEvent(state.news, input.event) };
    case 'database-away':
      return {
        ...state,
        nowMs: Math.max(state.nowMs, input.atMs),
        databaseAway: { sinceMs: state.databaseAway?.sinceMs ?? input.atMs, reason: input.reason },
      };
    case 'tick':
      return { ...state, nowMs: Math.max(state.nowMs, input.atMs), bus: input.bus };
  }
}

function withSnapshot(state: MonitorState, snapshot: Snapshot, atMs: number): MonitorState {
  const { facts, news } = state;
  const { cells } = snapshot.sweep;
  const rates = observe(facts.rates, {
    // The database's own clock: how long an answer took to come does not count as work.
    atMs: snapshot.at.getTime(),
    images: snapshot.images.done,
    cells: cells.done + cells.failed,
    isRunning: snapshot.sweep.state === 'running',
  });
  const inHand = new Set(snapshot.workers.map(({ job }) => job));
  const labels = new Map(news.labels);
  for (const { job, jobKind, jobLabel } of snapshot.workers)
    if (job !== null && jobKind !== null) labels.set(job, jobLabel === null ? jobKind : `${jobKind} ${jobLabel}`);
  for (const job of labels.keys()) if (labels.size > LABELS_MAX) labels.delete(job);
  return {
    ...state,
    nowMs: Math.max(state.nowMs, atMs),
    facts: { snapshot, snapshotMs: atMs, rates },
    news: { ...news, labels, progress: new Map([...news.progress].filter(([job]) => inHand.has(job))) },
    databaseAway: null,
  };
}

function withEvent(news: News, event: RegattaEvent): News {
  if (event.type === 'job.progress') {
    const { job, at, progress } = event;
    const known = news.progress.get(job);
    if (known && (known.at > at || (known.at === at && known.done >= progress.done))) return news;
    return { ...news, progress: new Map(news.progress).set(job, { ...progress, at }) };
  }
  const item = newsItem(news.labels, event);
  if (item === null || news.items.some((known) => isSameItem(known, item))) return news;
  // Ordered by time, then text, so that the order of arrival does not show.
  const items = [...news.items, item].sort((a, b) => compare(a.at, b.at) || compare(a.text, b.text));
  return { ...news, items: items.slice(-NEWS_MAX) };
}

/** What is worth a line to a person; heartbeats, claims and single cells are not. */
export function newsItem(labels: News['labels'], event: RegattaEvent): NewsItem | null {
  const { at } = event;
  const label = (job: string, kind: string) => labels.get(job) ?? `${kind} ${job.slice(0, 8)}`;
  switch (event.type) {
    case 'sweep.changed':
      return { at, text: `sweep ${event.sweep} is ${event.state} (${event.by})`, tone: 'plain' };
    case 'worker.joined':
      return { at, text: `${event.worker} joined: ${event.lanes.join(', ')} on ${event.device}`, tone: 'plain' };
    case 'worker.left':
      return { at, text: `${event.worker} left: ${event.reason}`, tone: 'plain' };
    case 'job.done':
      return {
        at,
        text: `${label(event.job, event.kind)} done in ${formatSeconds(event.seconds)} by ${event.worker}`,
        tone: 'good',
      };
    case 'job.failed': {
      const then = { ready: 'tried again now', delayed: 'tried again later', dead: 'given up' }[event.next];
      const fault = { interrupted: 'interrupted', infrastructure: 'infrastructure error', job: 'error' }[event.failure];
      const tone = event.failure === 'interrupted' ? 'plain' : 'bad';
      return { at, text: `${label(event.job, event.kind)}: ${fault}: ${event.reason}; ${then}`, tone };
    }
    case 'cell.failed':
      return { at, text: `cell ${event.cell.slice(0, 8)} has no result: ${event.reason}`, tone: 'bad' };
    case 'worker.heartbeat':
    case 'job.claimed':
    case 'job.progress':
    case 'cell.done':
      return null;
  }
}

function isSameItem(a: NewsItem, b: NewsItem): boolean {
  return a.at === b.at && a.text === b.text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface ImagesDone {
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  /** Means over the devices that embed; null when none does. */
  readonly devices: { readonly busy: number; readonly starved: number } | null;
}

/** Images embedded, with those of the shards in hand. */
export function imagesDone({ facts, news }: MonitorState): ImagesDone {
  if (facts.snapshot === null) return { done: 0, total: 0, perSecond: 0, devices: null };
  const { done, total } = facts.snapshot.images;
  const working = [...news.progress.values()].filter(({ unit }) => unit === 'images');
  const sum = (of: (progress: JobProgress) => number) => working.reduce((all, progress) => all + of(progress), 0);
  const mean = (of: (progress: JobProgress) => number) => sum(of) / working.length;
  return {
    done: Math.min(total, done + sum((progress) => progress.done)),
    total,
    perSecond: sum(({ perSecond }) => perSecond),
    devices: working.length === 0 ? null : { busy: mean(({ busy }) => busy), starved: mean(({ starved }) => starved) },
  };
}

export interface Eta {
  readonly seconds: number;
  /** True when a kind of work is still to come of which nothing has ended, so its cost is unknown. */
  readonly isLowerBound: boolean;
}

/** Time to the end at the present pace; null while nothing is known, nothing is left, or the sweep does not run. */
export function eta(state: MonitorState): Eta | null {
  const { snapshot, rates } = state.facts;
  if (snapshot === null || snapshot.sweep.state !== 'running') return null;
  const images = imagesDone(state);
  const imagesLeft = images.total - images.done;
  const cellsLeft = snapshot.sweep.cells.pending;
  if (cellsLeft === 0) return null;
  const known = costs(rates);
  // Before the first shard has ended, its pace so far is the best there is.
  const perImage = known.secondsPerImage ?? (images.perSecond > 0 ? 1 / images.perSecond : null);
  const isImageUnknown = imagesLeft > 0 && perImage === null;
  const isCellUnknown = known.secondsPerCell === null;
  const isNothingKnown = (isImageUnknown || imagesLeft === 0) && isCellUnknown;
  if (isNothingKnown) return null;
  const whole = imagesLeft * (perImage ?? 0) + cellsLeft * (known.secondsPerCell ?? 0);
  // The present stretch has gone on for a while; what it is about to end is partly paid for.
  const passed = (state.nowMs - state.facts.snapshotMs) / 1000;
  return { seconds: Math.max(0, whole - Math.max(0, passed)), isLowerBound: isImageUnknown || isCellUnknown };
}

/** `8.2 s`, `42 s`, `3 min 20 s`, `2 h 05 min`, `3 d 4 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** For a time that is only an estimate: no tenths, and no seconds beyond ten minutes. */
export function formatEta({ seconds, isLowerBound }: Eta): string {
  const text =
    seconds < 600
      ? formatSeconds(Math.max(1, Math.round(seconds) || 1)).replace(/\.0 s$/, ' s')
      : seconds < 3600
        ? `${Math.round(seconds / 60)} min`
        : formatSeconds(seconds);
  return isLowerBound ? `more than ${text}` : text;
}
