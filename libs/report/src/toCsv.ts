/** @file Comma-separated values as in RFC 4180: CRLF after every record, quotes where needed, quotes doubled inside. */

/**
 * Writes records with a header. Numbers keep all their digits, dates are ISO 8601, null is empty, other values JSON.
 * @param columns which fields, in which order; by default those of the first record
 */
export function toCsv(records: readonly object[], columns: readonly string[] = Object.keys(records[0] ?? {})): string {
  return tableToCsv({
    columns,
    rows: records.map((record) => columns.map((column) => (record as Readonly<Record<string, unknown>>)[column])),
  });
}

/** The same for rows that come as arrays, as a query gives them. */
export function tableToCsv({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: unknown): string {
  const text = plain(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value) ?? '';
}
