/** @file A table of plain text: what people see of rows; `--json` and CSV have all of every value. */
import { cutText, displayWidth, fitText, stripControls } from '@regatta/report';

export interface TextTableOptions {
  /** Lines longer than this are cut, with an ellipsis; pipes get Infinity. */
  readonly width: number;
}

/** Columns are as wide as their widest value; numbers stand to the right. Ends without a line feed. */
export function textTable(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  { width }: TextTableOptions,
): string {
  const texts = rows.map((row) => columns.map((_, i) => textOf(row[i])));
  const widths = columns.map((title, i) => Math.max(displayWidth(title), ...texts.map((row) => displayWidth(row[i]!))));
  const isNumeric = columns.map((_, i) => rows.length > 0 && rows.every((row) => isNumberOrNothing(row[i])));
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, i) => fitText(cell, widths[i]!, isNumeric[i] ? 'right' : 'left'));
    return cutText(padded.join('  ').trimEnd(), width);
  };
  return [line(columns), line(widths.map((count) => '-'.repeat(count))), ...texts.map(line)].join('\n');
}

function isNumberOrNothing(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'number' || typeof value === 'bigint';
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return stripControls(value);
  return typeof value === 'bigint' ? value.toString() : stripControls(JSON.stringify(value));
}
