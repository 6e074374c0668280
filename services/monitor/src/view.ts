/**
 * @file The monitor's picture as a pure function of its state and of the room there is. Sections share the height: each
 * gets its least, in order of importance, then what is left goes round. What does not fit is counted, never just gone.
 */
import { displayWidth, fitText, formatCount } from '@regatta/report';
import type { WorkerRow } from '@regatta/store';
import { bar, type Glyphs } from './glyphs.ts';
import { eta, formatEta, formatSeconds, imagesDone, type ImagesDone, type MonitorState } from './model.ts';
import { matrixSection } from './matrixView.ts';
import type { Scroll, Section } from './section.ts';
import { cutLine, justify, span, type Line, type Span } from './styledLine.ts';

export interface ViewOptions {
  /** Columns and lines that may be used: an Ink app gives one line less than the terminal has. */
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
  readonly scroll: Scroll;
  /** False leaves out the line that names the keys. */
  readonly hasKeys: boolean;
}

export interface View {
  readonly lines: readonly Line[];
  /** How far the matrix can be scrolled at this size. */
  readonly scrollMax: Scroll;
}

/** With fewer lines, blank ones between sections are left out unless everything fits. */
const ROWS_FOR_GAPS = 30;

/** From this width on there is room for how busy devices are, beside a bar that says something. */
const DEVICES_COLUMNS_MIN = 100;

/** Draws at most `rows` lines of at most `columns` columns. */
export function view(state: MonitorState, options: ViewOptions): View {
  const { columns, rows, glyphs, hasKeys } = options;
  const top = [...header(state, options), ...bars(state, options), ...warnings(state, glyphs)];
  const bottom = hasKeys ? [[span(`q leaves ${glyphs.dot} ${glyphs.arrows} scroll`, { dim: true })]] : [];
  const { snapshot } = state.facts;
  let scrollMax: Scroll = { row: 0, column: 0 };
  let body: readonly Line[] = [];
  if (snapshot !== null) {
    const matrix = matrixSection(snapshot.matrix, options, (max) => (scrollMax = max));
    const sections = [fleet(state, options), matrix, failures(state, glyphs), events(state, glyphs)];
    const room = rows - top.length - bottom.length;
    const wanted = sections.reduce((sum, { most }) => sum + (most > 0 ? most + 1 : 0), 0);
    body = share(sections, [1, 0, 2, 3], room, rows >= ROWS_FOR_GAPS || wanted <= room);
  }
  const lines = [...top, ...body];
  const kept = lines.slice(0, Math.max(0, rows - bottom.length));
  return {
    lines: [...kept, ...bottom].slice(0, rows).map((line) => cutLine(line, columns, glyphs.ellipsis)),
    scrollMax,
  };
}

/**
 * Shares `room` lines among sections: `order` lists them by importance. A section that cannot have its least has none.
 */
export function share(
  sections: readonly Section[],
  order: readonly number[],
  room: number,
  hasGaps: boolean,
): readonly Line[] {
  const given = sections.map(() => 0);
  const gap = hasGaps ? 1 : 0;
  let left = room;
  for (const i of order) {
    const { least, most } = sections[i]!;
    if (most === 0 || left < least + gap) continue;
    given[i] = least;
    left -= least + gap;
  }
  for (let isGrowing = true; isGrowing && left > 0;) {
    isGrowing = false;
    for (const i of order) {
      if (left === 0 || given[i] === 0 || given[i]! >= sections[i]!.most) continue;
      given[i]!++;
      left--;
      isGrowing = true;
    }
  }
  return sections.flatMap((section, i) =>
    given[i] === 0 ? [] : [...(hasGaps ? [[]] : []), ...section.draw(given[i]!)],
  );
}

const SWEEP_COLORS = { running: 'cyan', paused: 'yellow', cancelled: 'red', done: 'green' } as const;

function header(state: MonitorState, { columns, glyphs }: ViewOptions): Line[] {
  const { snapshot } = state.facts;
  const name: Span[] = [span('Regatta', { bold: true, color: 'blue' }), span(`  ${state.sweep}`, { bold: true })];
  if (snapshot === null)
    return [name, [span(`Waiting for the first answer of the database${glyphs.ellipsis}`, { dim: true })]];
  const { sweep } = snapshot;
  const endMs = sweep.finishedAt?.getTime() ?? state.nowMs;
  const right = [
    span(`${formatSeconds(Math.max(0, Math.round((endMs - sweep.createdAt.getTime()) / 1000)))}`.replace('.0 s', ' s')),
  ];
  const rest = eta(state);
  if (rest !== null) right.push(span(`  ETA ${formatEta(rest)}`, { bold: true }));
  return [
    justify([...name, span(`  ${sweep.state}`, { color: SWEEP_COLORS[sweep.state] })], right, columns, glyphs.ellipsis),
  ];
}

function bars(state: MonitorState, { columns, glyphs }: ViewOptions): Line[] {
  const { snapshot } = state.facts;
  if (snapshot === null) return [];
  const { pending, done, failed, cancelled } = snapshot.sweep.cells;
  const perSecond = snapshot.cellsLastMinute / 60;
  const images = imagesDone(state);
  const extra: Span[] = [];
  if (failed > 0) extra.push(span(`  ${formatCount(failed)} failed`, { color: 'red' }));
  if (cancelled > 0) extra.push(span(`  ${formatCount(cancelled)} cancelled`, { color: 'yellow' }));
  const rows = [
    {
      name: 'cells',
      done: done + failed + cancelled,
      total: pending + done + failed + cancelled,
      rate: rate(perSecond),
      extra,
    },
  ];
  const devices = columns < DEVICES_COLUMNS_MIN ? '' : deviceShares(images);
  if (images.total > 0) {
    const { done: embedded, total } = images;
    rows.push({
      name: 'images',
      done: embedded,
      total,
      rate: rate(images.perSecond),
      extra: [span(devices, { dim: true })],
    });
  }
  const counts = rows.map((row) => `${formatCount(row.done)}/${formatCount(row.total)}`);
  const countWidth = Math.max(...counts.map((count) => count.length));
  const barWidth = Math.min(60, Math.max(6, columns - countWidth - 36 - devices.length));
  return rows.map((row, i) => {
    const part = row.total > 0 ? row.done / row.total : 1;
    const { filled, open } = bar(part, barWidth, glyphs);
    return [
      span(row.name.padEnd(8)),
      span(filled, { color: 'green' }),
      span(open, { dim: true }),
      span(` ${percent(row.done, row.total).padStart(5)}`, { bold: true }),
      span(`  ${counts[i]!.padStart(countWidth)}`),
      span(row.rate && `  ${row.rate}`, { dim: true }),
      ...row.extra,
    ];
  });
}

function deviceShares({ devices }: ImagesDone): string {
  if (devices === null) return '';
  return `  devices ${percent(devices.busy, 1)} busy, ${percent(devices.starved, 1)} starved`;
}

/** Whole percent, rounded down: 100 % is said when all is done and not before. */
export function percent(done: number, total: number): string {
  return `${total > 0 ? Math.floor((100 * done) / total) : 100} %`;
}

function rate(perSecond: number): string {
  if (perSecond <= 0) return '';
  return perSecond >= 10
    ? `${formatCount(perSecond)}/s`
    : perSecond >= 1
      ? `${perSecond.toFixed(1)}/s`
      : `${(perSecond * 60).toFixed(perSecond < 1 / 6 ? 1 : 0)}/min`;
}

function warnings(state: MonitorState, glyphs: Glyphs): Line[] {
  const lines: Line[] = [];
  const { databaseAway, bus, nowMs, facts } = state;
  if (databaseAway !== null) {
    const since = formatSeconds(Math.max(0, (nowMs - databaseAway.sinceMs) / 1000));
    const time = timeOfDay(new Date(databaseAway.sinceMs));
    lines.push([span(`Database away since ${time} (${since}): ${databaseAway.reason}`, { color: 'yellow' })]);
  }
  if (bus === 'reconnecting')
    lines.push([span(`Bus away: news is late, the numbers are not${glyphs.ellipsis}`, { color: 'yellow' })]);
  const { snapshot } = facts;
  const isIdle =
    snapshot !== null &&
    snapshot.sweep.state === 'running' &&
    !snapshot.workers.some((worker) => worker.state === 'alive');
  if (isIdle) lines.push([span('No worker is alive: `regatta worker` starts one.', { color: 'yellow' })]);
  return lines;
}

// ---------------------------------------------------------------------------------------------------------- the fleet

const WORKER_ORDER = { alive: 0, silent: 1, left: 2 } as const;
const WORKER_COLORS = { alive: 'green', silent: 'yellow', left: undefined } as const;

function fleet(state: MonitorState, { columns, glyphs }: ViewOptions): Section {
  const workers = [...state.facts.snapshot!.workers].sort(
    (a, b) => WORKER_ORDER[a.state] - WORKER_ORDER[b.state] || (a.id < b.id ? -1 : 1),
  );
  const counts = (['alive', 'silent', 'left'] as const)
    .map((kind) => ({ kind, count: workers.filter((worker) => worker.state === kind).length }))
    .filter(({ kind, count }) => count > 0 || kind === 'alive');
  const title: Line = [
    span('Fleet', { bold: true }),
    ...counts.map(({ kind, count }) =>
      span(`  ${formatCount(count)} ${kind}`, kind === 'silent' ? { color: 'yellow' } : { dim: true }),
    ),
  ];
  return {
    least: workers.length === 0 ? 1 : 2,
    most: 1 + workers.length,
    draw: (rows) => {
      const isCut = workers.length > rows - 1;
      const shown = workers.slice(0, isCut ? Math.max(0, rows - 2) : rows - 1);
      const rest: Line[] = isCut
        ? [[span(`  and ${formatCount(workers.length - shown.length)} more`, { dim: true })]]
        : [];
      return [title, ...fleetLines(shown, state, columns, glyphs), ...rest];
    },
  };
}

interface FleetColumn {
  readonly cells: readonly string[];
  readonly side: 'left' | 'right';
  readonly widthMax: number;
  /** Columns are given up from the highest number on. */
  readonly importance: number;
  readonly style?: { readonly dim: boolean };
}

function fleetLines(workers: readonly WorkerRow[], state: MonitorState, columns: number, glyphs: Glyphs): Line[] {
  const ageMs = Math.max(0, state.nowMs - state.facts.snapshotMs);
  const progressOf = (worker: WorkerRow) => (worker.job === null ? undefined : state.news.progress.get(worker.job));
  const candidates: FleetColumn[] = [
    { cells: workers.map(({ id }) => id), side: 'left', widthMax: 24, importance: 0 },
    { cells: workers.map(doing), side: 'left', widthMax: 44, importance: 1 },
    {
      cells: workers.map((worker) => {
        const progress = progressOf(worker);
        return progress ? `${percent(progress.done, progress.total)} ${rate(progress.perSecond)}`.trim() : '';
      }),
      side: 'right',
      widthMax: 14,
      importance: 3,
    },
    {
      cells: workers.map(
        ({ heartbeatAgeMs }) =>
          `${formatSeconds(Math.floor((heartbeatAgeMs + ageMs) / 1000)).replace('.0 s', ' s')} ago`,
      ),
      side: 'right',
      widthMax: 16,
      importance: 2,
      style: { dim: true },
    },
    {
      cells: workers.map(({ device, threads }) => `${device}, ${threads} thread${threads === 1 ? '' : 's'}`),
      side: 'left',
      widthMax: 28,
      importance: 4,
      style: { dim: true },
    },
    {
      cells: workers.map(({ memoryBytes }) => formatBytes(memoryBytes)),
      side: 'right',
      widthMax: 8,
      importance: 5,
      style: { dim: true },
    },
  ];
  const width = ({ cells, widthMax }: FleetColumn) => Math.min(widthMax, Math.max(0, ...cells.map(displayWidth)));
  let kept = candidates.filter((column) => width(column) > 0);
  const total = () => kept.reduce((sum, column) => sum + width(column) + 2, 2);
  while (total() > columns && kept.length > 2) {
    const least = Math.max(...kept.map(({ importance }) => importance));
    kept = kept.filter(({ importance }) => importance !== least);
  }
  return workers.map((worker, i) => {
    const color = WORKER_COLORS[worker.state];
    return [
      span(`${glyphs[worker.state]} `, color ? { color } : { dim: true }),
      ...kept.map((column) =>
        span(
          `${fitText(column.cells[i]!, width(column), column.side, glyphs.ellipsis)}  `,
          worker.state === 'left' ? { dim: true } : column.style,
        ),
      ),
    ];
  });
}

function doing({ state, job, jobKind, jobLabel }: WorkerRow): string {
  if (state === 'left') return 'left';
  if (job === null) return 'idle';
  return [jobKind, jobLabel].filter((part) => part !== null).join(' ') || job.slice(0, 8);
}

function formatBytes(bytes: number): string {
  if (bytes <= 0) return '';
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}

// ------------------------------------------------------------------------------------------------- failures and events

function failures(state: MonitorState, glyphs: Glyphs): Section {
  const reasons = [...state.facts.snapshot!.failures].sort(
    (a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1),
  );
  const line = ({ reason, count }: { reason: string; count: number }): Line => [
    span(`${glyphs.failed} ${formatCount(count)} ${glyphs.times} `, { color: 'red', bold: true }),
    span(reason, { color: 'red' }),
  ];
  return {
    least: Math.min(1, reasons.length),
    most: Math.min(4, reasons.length),
    draw: (rows) => {
      if (reasons.length <= rows) return reasons.map(line);
      const [shown, hidden] = [reasons.slice(0, Math.max(1, rows - 1)), reasons.slice(Math.max(1, rows - 1))];
      const rest: Line = [span(`  and ${formatCount(hidden.length)} other reasons`, { color: 'red' })];
      return [...shown.map(line), rest].slice(0, rows);
    },
  };
}

function events(state: MonitorState, glyphs: Glyphs): Section {
  const { items } = state.news;
  const tones = { plain: {}, good: {}, bad: { color: 'red' } } as const;
  return {
    least: Math.min(2, items.length),
    most: Math.min(12, items.length),
    draw: (rows) =>
      items
        .slice(-rows)
        .map(({ at, text, tone }) => [
          span(`${timeOfDay(new Date(at))} `, { dim: true }),
          span(
            tone === 'good' ? `${glyphs.done} ` : tone === 'bad' ? `${glyphs.failed} ` : `${glyphs.dot} `,
            tone === 'good' ? { color: 'green' } : tones[tone],
          ),
          span(text, tones[tone]),
        ]),
  };
}

/** `13:05:09` where the reader is. */
export function timeOfDay(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
