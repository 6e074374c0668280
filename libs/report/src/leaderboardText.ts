/**
 * @file The leaderboard for a terminal. Where the width does not suffice for brackets, intervals are shown by their wider
 * half; then columns of single domains are left out, and the table says how many.
 */
import { displayWidth, fitText, stripControls, wrapText } from './text.ts';
import {
  formatBudget,
  formatCount,
  formatScore,
  formatShort,
  formatValue,
  unitOf,
  type Interval,
} from './formatScore.ts';
import { leaderboards, type Leaderboard, type LeaderboardEntry } from './leaderboard.ts';
import type { ReportRow } from './rows.ts';

export interface LeaderboardTextOptions {
  /** Columns of the terminal. @default 100 */
  readonly width?: number;
  /** True to mark ranks and controls with ANSI styles. @default false */
  readonly color?: boolean;
  /** The metric to show. @default accuracy */
  readonly metric?: string;
  /** False keeps to ASCII. @default true */
  readonly unicode?: boolean;
}

/** Columns of a name that no table goes below. */
const NAME_WIDTH_MIN = 8;

interface Column {
  readonly title: string;
  readonly side: 'left' | 'right';
  readonly cells: readonly string[];
  /** A name: it may be cut, down to this width before another column is given up for it. */
  readonly widthMin?: number;
}

type Style = 'brackets' | 'short' | 'value';

/** One table per dataset, protocol and budget, best first; empty rows give one sentence. Ends without a line feed. */
export function leaderboardText(rows: readonly ReportRow[], options: LeaderboardTextOptions = {}): string {
  const { width = 100, color = false, metric, unicode = true } = options;
  const boards = leaderboards(rows, metric);
  if (boards.length === 0) return 'No results yet.';
  const paint = color
    ? (code: string, text: string) => `\x1b[${code}m${text}\x1b[0m`
    : (_: string, text: string) => text;
  const glyphs = unicode
    ? { plusMinus: '±', ellipsis: '…', rule: '─', dot: '·' }
    : { plusMinus: '+-', ellipsis: '~', rule: '-', dot: '-' };

  const tables = boards.map((board) => {
    const { columns, left } = fittingColumns(board, width, glyphs.plusMinus);
    const widths = shrink(columns, width);
    const line = (texts: readonly string[]) =>
      texts
        .map((text, i) => fitText(text, widths[i]!, columns[i]!.side, glyphs.ellipsis))
        .join('  ')
        .trimEnd();
    const header = line(columns.map((column) => column.title));
    const body = board.entries.map((entry, i) => {
      const text = line(columns.map((column) => column.cells[i]!));
      if (entry.rank === 1) return paint('1', text);
      return entry.role === 'control' ? paint('2', text) : text;
    });
    const title = fitText(titleOf(board, glyphs.dot), width, 'left', glyphs.ellipsis).trimEnd();
    const remarks = notes(board, left).flatMap((note) => wrapText(note, width));
    const rule = glyphs.rule.repeat(Math.min(width, displayWidth(header)));
    return [paint('1', title), header, paint('2', rule), ...body, ...remarks.map((note) => paint('2', note))].join(
      '\n',
    );
  });
  const legend = ['Intervals are 95 %, over test images.'];
  if (boards.some((board) => board.entries.some(({ role }) => role === 'control')))
    legend.push('* a control: no pretraining, what an encoder must beat.');
  const legendLines = legend.flatMap((line) => wrapText(line, width)).map((line) => paint('2', line));
  return [...tables, legendLines.join('\n')].join('\n\n');
}

export function titleOf({ dataset, protocol, budget, metric }: Leaderboard, dot = '·'): string {
  const unit = unitOf(metric);
  return stripControls([dataset, formatBudget(budget), `${metric}${unit && `, ${unit}`}`, protocol].join(` ${dot} `));
}

/** The widest form that fits, and how many domains it leaves out. */
function fittingColumns(board: Leaderboard, width: number, plusMinus: string): { columns: Column[]; left: number } {
  const main = board.subsets.filter((subset) => ['id', 'test', 'ood'].includes(subset));
  const domains = board.subsets.slice(main.length);
  const fits = (columns: readonly Column[]) =>
    totalWidth(columns, (column) => column.widthMin ?? naturalWidth(column)) <= width;
  // Brackets go only with full names; the short form may cut names a little before a domain is given up.
  const full = columnsOf(board, board.subsets, 'brackets', plusMinus);
  if (totalWidth(full, naturalWidth) <= width) return { columns: full, left: 0 };
  for (let kept = domains.length; kept >= 0; kept--) {
    const columns = columnsOf(board, [...main, ...domains.slice(0, kept)], 'short', plusMinus);
    if (fits(columns)) return { columns, left: domains.length - kept };
  }
  return {
    columns: columnsOf(board, main.length > 0 ? main : board.subsets.slice(0, 1), 'value', plusMinus),
    left: domains.length,
  };
}

function columnsOf(board: Leaderboard, subsets: readonly string[], style: Style, plusMinus: string): Column[] {
  const { entries, metric } = board;
  const write = (score: Interval | null | undefined): string => {
    if (!score) return '-';
    if (style === 'brackets') return formatScore(score, metric);
    return style === 'short' ? formatShort(score, metric, plusMinus) : formatValue(score, metric);
  };
  const scoreColumn = (title: string, scoreOf: (entry: LeaderboardEntry) => Interval | null | undefined): Column => ({
    title: stripControls(title),
    side: 'right',
    cells: entries.map((entry) => write(scoreOf(entry))),
  });
  const columns: Column[] = [
    { title: '#', side: 'right', cells: entries.map(({ rank }) => (Number.isFinite(rank) ? String(rank) : '-')) },
    { title: 'encoder', side: 'left', widthMin: 14, cells: entries.map(encoderLabel) },
    { title: 'method', side: 'left', widthMin: 25, cells: entries.map(methodLabel) },
  ];
  for (const subset of subsets) {
    columns.push(scoreColumn(subset, ({ scores }) => scores.get(subset)));
    const isLastOfPair = subset === 'ood' && subsets.includes('id');
    if (isLastOfPair) columns.push(scoreColumn('gap', ({ gap }) => gap));
  }
  return columns;
}

export function encoderLabel({ encoder, role }: LeaderboardEntry): string {
  return stripControls(role === 'control' ? `${encoder} *` : encoder);
}

export function methodLabel({ method, variant }: { method: string; variant: string }): string {
  return stripControls(`${method} ${variant}`.trim());
}

function naturalWidth({ title, cells }: Column): number {
  return Math.max(displayWidth(title), ...cells.map(displayWidth));
}

function totalWidth(columns: readonly Column[], widthOf: (column: Column) => number): number {
  return columns.reduce(
    (sum, column) => sum + Math.min(widthOf(column), naturalWidth(column)),
    2 * (columns.length - 1),
  );
}

/** Natural widths, with the names' columns cut evenly until the table fits. */
function shrink(columns: readonly Column[], width: number): number[] {
  const widths = columns.map(naturalWidth);
  let excess = totalWidth(columns, naturalWidth) - width;
  while (excess > 0) {
    const widest = columns.reduce(
      (best, column, i) =>
        column.widthMin !== undefined && widths[i]! > (best < 0 ? NAME_WIDTH_MIN : widths[best]!) ? i : best,
      -1,
    );
    if (widest < 0) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}

function notes(board: Leaderboard, left: number): string[] {
  const counts = board.subsets.map((subset) => {
    const rows = board.entries.flatMap(({ scores }) => scores.get(subset) ?? []);
    const ns = rows.map(({ n }) => n);
    const [least, most] = [Math.min(...ns), Math.max(...ns)];
    return `${subset} ${formatCount(least)}${most > least ? `-${formatCount(most)}` : ''}`;
  });
  const draws = Math.max(...board.entries.flatMap(({ scores }) => [...scores.values()].map((row) => row.draws)));
  const lines = [`test images: ${stripControls(counts.join(', '))}${draws > 1 ? `; mean of ${draws} draws` : ''}`];
  if (left > 0)
    lines.push(`${left} of ${board.subsets.length} columns do not fit here; a wider terminal or the CSV has them.`);
  return lines;
}
