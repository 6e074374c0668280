/** @file Rows in the form that was asked for. */
import { tableToCsv } from '@regatta/report';
import type { Format } from './formats.ts';
import type { Output } from './output.ts';
import { textTable } from './textTable.ts';

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Text is cut to a terminal's width, never in a pipe. */
export function rowsAnswer({ columns, rows }: Rows, format: Format, output: Output): string {
  if (format === 'csv') return tableToCsv({ columns, rows });
  if (format === 'markdown') return markdownTable({ columns, rows });
  return textTable(columns, rows, { width: output.isInteractive ? output.width : Infinity });
}

function markdownTable({ columns, rows }: Rows): string {
  const line = (cells: readonly unknown[]) => `| ${cells.map(markdownCell).join(' | ')} |`;
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

function markdownCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : JSON.stringify(value);
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/[\r\n]+/g, ' ');
}
