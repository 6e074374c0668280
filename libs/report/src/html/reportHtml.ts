/**
 * @file The report of a sweep as one HTML file: nothing is loaded from outside, everything that is data is escaped, and
 * a content security policy lets nothing but the one sorting script run. The same input gives the same bytes.
 */
import {
  compareBudgets,
  formatBudget,
  formatCount,
  formatScore,
  formatTime,
  unitOf,
  type Interval,
} from '../formatScore.ts';
import { compareText, leaderboards, type Leaderboard, type LeaderboardEntry } from '../leaderboard.ts';
import { encoderLabel, methodLabel } from '../leaderboardText.ts';
import type { ReportDoubt, ReportHole, ReportRow, ReportSubject, ReportSweep, ReportUnreadable } from '../rows.ts';
import { verdictParts } from '../verdict.ts';
import { chartsOf } from './charts.ts';
import { duplicatesSection, type ReportDuplicates } from './duplicatesSection.ts';
import { escapeHtml } from './escapeHtml.ts';
import { page, section } from './page.ts';
import { table, type TableColumn } from './table.ts';

export interface ReportInput {
  readonly sweep: ReportSweep;
  readonly rows: readonly ReportRow[];
  readonly holes: readonly ReportHole[];
  readonly doubts: readonly ReportDoubt[];
  readonly unreadable: readonly ReportUnreadable[];
  readonly encoders: readonly ReportSubject[];
  readonly datasets: readonly ReportSubject[];
  /** What is known of the datasets' duplicates; of others nobody has looked. */
  readonly duplicates?: readonly ReportDuplicates[];
  /** Version by part: Regatta, Node, ONNX Runtime, … */
  readonly versions: Readonly<Record<string, string>>;
  readonly generatedAt: Date;
}

/** @throws {ReportError} for values that are not finite */
export function reportHtml(input: ReportInput): string {
  const { sweep, rows, holes, doubts, unreadable, encoders, datasets, duplicates = [], versions, generatedAt } = input;
  const boards = leaderboards(rows);
  const names = [...new Set(rows.map((row) => row.encoder))].sort(compareText);
  const seriesOf = new Map(names.map((name, i) => [name, i]));
  const groups = [
    ...Map.groupBy(boards, ({ dataset, protocol, metric }) => JSON.stringify([dataset, protocol, metric])).values(),
  ];
  return page({
    title: sweep.name,
    windowTitle: `${sweep.name}: Regatta report`,
    facts: facts(sweep, generatedAt),
    sections: [
      section('The answer', answer(rows)),
      ...(doubts.length === 0 ? [] : [section('Doubts', doubtsTable(doubts))]),
      ...groups.map((group, i) => datasetSection(group, seriesOf, `d${i}`)),
      section('Cells without a result', holesTable(holes)),
      section('Images that could not be read', unreadableTable(unreadable)),
      ...(duplicates.length === 0
        ? []
        : [section('Duplicates and leaks', duplicates.map(duplicatesSection).join('\n'))]),
      section('Encoders', subjectTable('What raced, with everything that decides its features.', encoders)),
      section('Datasets', subjectTable('What it raced on.', datasets)),
      section('How to read the numbers', readingNotes(versions)),
    ],
  });
}

function facts({ state, createdAt, finishedAt, cells }: ReportSweep, generatedAt: Date): string {
  const total = cells.pending + cells.done + cells.failed + cells.cancelled;
  const other = (['failed', 'cancelled', 'pending'] as const)
    .filter((key) => cells[key] > 0)
    .map((key) => `${formatCount(cells[key])} ${key}`);
  return [
    `Sweep ${state}`,
    `${formatCount(cells.done)} of ${formatCount(total)} cells done${other.length > 0 ? ` (${other.join(', ')})` : ''}`,
    `launched ${formatTime(createdAt)}`,
    ...(finishedAt ? [`finished ${formatTime(finishedAt)}`] : []),
    `report made ${formatTime(generatedAt)}`,
  ].join(' · ');
}

function answer(rows: readonly ReportRow[]): string {
  const parts = verdictParts(rows);
  if (parts.length === 0) return '<p>There is no result to judge yet.</p>';
  return `<div class="verdict">\n${parts.map(({ text }) => `<p>${escapeHtml(text)}</p>`).join('\n')}\n</div>`;
}

function datasetSection(boards: readonly Leaderboard[], seriesOf: ReadonlyMap<string, number>, prefix: string): string {
  const { dataset, protocol, metric } = boards[0]!;
  const tables = [...boards]
    .sort((a, b) => compareBudgets(a.budget, b.budget))
    .map((board) => `<h3>${escapeHtml(formatBudget(board.budget))}</h3>\n${boardTable(board)}`);
  return section(
    `${dataset}: ${metric}, ${protocol} protocol`,
    [chartsOf(boards, seriesOf, prefix), ...tables].join('\n'),
  );
}

function boardTable(board: Leaderboard): string {
  const { metric, primary, subsets, entries, budget } = board;
  const unit = unitOf(metric);
  const score = (
    title: string,
    scoreOf: (entry: LeaderboardEntry) => Interval | null | undefined,
  ): TableColumn<LeaderboardEntry> => ({
    title: `${title}${unit && `, ${unit}`}`,
    isNumber: true,
    text: (entry) => {
      const found = scoreOf(entry);
      return found ? formatScore(found, metric) : '-';
    },
    key: (entry) => scoreOf(entry)?.value ?? '',
  });
  const of = (entry: LeaderboardEntry) => entry.scores.get(primary);
  const columns: TableColumn<LeaderboardEntry>[] = [
    { title: 'rank', isNumber: true, text: ({ rank }) => (Number.isFinite(rank) ? String(rank) : '-') },
    { title: 'encoder', text: encoderLabel },
    { title: 'method', text: methodLabel },
    ...subsets.flatMap((subset) => {
      const column = score(subset, ({ scores }) => scores.get(subset));
      return subset === 'ood' && subsets.includes('id') ? [column, score('gap', ({ gap }) => gap)] : [column];
    }),
    {
      title: 'test images',
      isNumber: true,
      text: (entry) => formatCount(of(entry)?.n ?? 0),
      key: (entry) => of(entry)?.n ?? 0,
    },
    { title: 'draws', isNumber: true, text: (entry) => String(of(entry)?.draws ?? '-') },
    {
      title: 'spread over draws',
      isNumber: true,
      text: (entry) => spreadOf(of(entry), metric),
      key: (entry) => of(entry)?.drawSd ?? '',
    },
  ];
  return table({
    caption: `${board.dataset}, ${formatBudget(budget)}: ${formatCount(entries.length)} entries, best first by ${primary}. Intervals are 95 %, over test images; * marks a control.`,
    columns,
    rows: entries,
    rowClass: ({ rank, role }) =>
      [rank === 1 ? 'first' : '', role === 'control' ? 'control' : ''].filter(Boolean).join(' '),
  });
}

function spreadOf(row: ReportRow | undefined, metric: string): string {
  if (!row || row.drawSd === null) return '-';
  const sd = row.drawSd * (unitOf(metric) === '%' ? 100 : 1);
  return sd === 0 ? '0' : String(Number(sd.toPrecision(2)));
}

function doubtsTable(doubts: readonly ReportDoubt[]): string {
  return table<ReportDoubt>({
    caption: `${formatCount(doubts.length)} numbers that should not be believed as they stand.`,
    columns: [
      { title: 'doubt', text: ({ kind }) => kind.replaceAll('-', ' ') },
      { title: 'encoder', text: ({ encoder }) => encoder },
      { title: 'dataset', text: ({ dataset }) => dataset },
      { title: 'method', text: methodLabel },
      { title: 'budget', text: ({ budget }) => budget },
      { title: 'evidence', text: ({ evidence }) => evidence },
    ],
    rows: doubts,
  });
}

/** Holes of one kind share a line, with the number of cells behind it. */
function holesTable(holes: readonly ReportHole[]): string {
  if (holes.length === 0) return '<p>None: every cell has a result.</p>';
  const groups = Map.groupBy(holes, ({ encoder, dataset, method, variant, state, reason }) =>
    JSON.stringify([encoder, dataset, method, variant, state, reason]),
  );
  const rows = [...groups.values()].map((group) => ({
    ...group[0]!,
    count: group.length,
    budgets: [...new Set(group.map(({ budget }) => budget))].sort(compareBudgets).join(', '),
    cells: group.map(({ cell }) => cell.slice(0, 12)).sort(),
  }));
  type Row = (typeof rows)[number];
  const columns: TableColumn<Row>[] = [
    { title: 'encoder', text: ({ encoder }) => encoder },
    { title: 'dataset', text: ({ dataset }) => dataset },
    { title: 'method', text: methodLabel },
    { title: 'budgets', text: ({ budgets }) => budgets },
    { title: 'state', text: ({ state }) => state },
    { title: 'reason', text: ({ reason }) => reason },
    { title: 'cells', isNumber: true, text: ({ count }) => formatCount(count), key: ({ count }) => count },
    { title: 'for example', text: ({ cells }) => cells[0]! },
  ];
  return table({
    caption: `${formatCount(holes.length)} cells without a result, those of one kind on one line.`,
    columns,
    rows,
  });
}

function unreadableTable(unreadable: readonly ReportUnreadable[]): string {
  if (unreadable.length === 0) return '<p>None.</p>';
  return table<ReportUnreadable>({
    caption: `${formatCount(unreadable.length)} images were left out of every score.`,
    columns: [
      { title: 'dataset', text: ({ dataset }) => dataset },
      { title: 'file', text: ({ path }) => path },
      { title: 'reason', text: ({ reason }) => reason },
    ],
    rows: unreadable,
  });
}

/** A column per fact that any of them has. */
function subjectTable(caption: string, subjects: readonly ReportSubject[]): string {
  if (subjects.length === 0) return '<p>Nothing is known of them.</p>';
  const keys = [...new Set(subjects.flatMap((subject) => Object.keys(subject)))];
  const valueOf = (subject: ReportSubject, key: string) =>
    (subject as unknown as Readonly<Record<string, unknown>>)[key];
  return table<ReportSubject>({
    caption,
    columns: keys.map((key) => ({ title: key, text: (subject) => plainValue(valueOf(subject, key)) })),
    rows: subjects,
  });
}

function plainValue(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return Number.isInteger(value) ? formatCount(value) : String(value);
  // Hashes are long and only their beginning is ever compared by eye.
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
  if (value instanceof Date) return formatTime(value);
  if (Array.isArray(value)) return value.map(plainValue).join(', ');
  return JSON.stringify(value);
}

function readingNotes(versions: Readonly<Record<string, string>>): string {
  const made = Object.entries(versions)
    .sort(([a], [b]) => compareText(a, b))
    .map(([part, version]) => `${part} ${version}`);
  return [
    '<p>An interval in brackets is 95 %, over test images: what another set of test images of the same size could have given. Numbers have as many digits as their interval allows. The spread over draws is the standard deviation over the sampled label sets.</p>',
    '<p>The gap is the score in distribution minus the score out of distribution. Its interval is made from the two intervals as if the images were unrelated (Newcombe 1998, method 10).</p>',
    "<p>The rank is 1 + the number of entries that are significantly better on the very same images: McNemar's exact test for one draw, a paired bootstrap over test images (over whole groups where there are any) for means of draws, Holm's correction over all pairs of a table. Entries that tie in rank are within noise of each other or of a third.</p>",
    '<p>A control (*) has no pretraining. An encoder that does not beat the controls has learned nothing that helps here.</p>',
    `<p class="soft">${escapeHtml(made.length > 0 ? `Made with ${made.join(', ')}.` : '')}</p>`,
  ].join('\n');
}
