/**
 * @file Comma-separated values as RFC 4180 has them, and as spreadsheets write them: a byte order mark, semicolons or
 * tabs, any line ends, quoted fields that hold any of these.
 */
import { CatalogError } from '../../errors.ts';

export interface Csv {
  /** Names of the columns as written, without blanks around them. */
  readonly header: readonly string[];
  /** The fields of each row; a generator, since a table of half a million images is large. */
  readonly rows: () => Generator<readonly string[]>;
}

/** @param name for messages @throws {CatalogError} there is no header, or a quote is never closed. */
export function readCsv(text: string, name: string): Csv {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const separator = separatorOf(content);
  const lines = () => parse(content, separator, name);
  const first = lines().next();
  if (first.done === true) throw new CatalogError(`Expected a table with a header in ${name}, got an empty file.`);
  return {
    header: first.value.map((field) => field.trim()),
    *rows() {
      const all = lines();
      all.next();
      yield* all;
    },
  };
}

/** The one of the usual three that the first line has most of. */
function separatorOf(content: string): string {
  const line = /^[^\r\n]*/.exec(content)![0];
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function* parse(content: string, separator: string, name: string): Generator<string[]> {
  let at = 0;
  let line = 0;
  while (at < content.length) {
    const row: string[] = [];
    line++;
    for (;;) {
      let field: string;
      if (content[at] === '"') [field, at] = quoted(content, at, { name, line });
      else {
        const start = at;
        while (at < content.length && content[at] !== separator && content[at] !== '\n' && content[at] !== '\r') at++;
        field = content.slice(start, at);
      }
      row.push(field);
      if (content[at] !== separator) break;
      at++;
    }
    if (content[at] === '\r') at++;
    if (content[at] === '\n') at++;
    const isBlank = row.length === 1 && row[0] === '';
    if (!isBlank) yield row;
  }
}

function quoted(content: string, start: number, where: { name: string; line: number }): [string, number] {
  let field = '';
  let at = start + 1;
  for (;;) {
    const end = content.indexOf('"', at);
    if (end < 0) {
      throw new CatalogError(`A quote in row ${where.line} of ${where.name} is never closed. Close it, or double it.`);
    }
    field += content.slice(at, end);
    if (content[end + 1] !== '"') return [field, end + 1];
    field += '"';
    at = end + 2;
  }
}

/**
 * Where the wanted columns are.
 * @throws {CatalogError} naming what is missing and what there is.
 */
export function columnsOf<Name extends string>(
  { header }: Csv,
  wanted: readonly Name[],
  name: string,
): Readonly<Record<Name, number>> {
  const found = wanted.map((column) => [column, header.indexOf(column)] as const);
  const missing = found.filter(([, position]) => position < 0).map(([column]) => column);
  if (missing.length > 0) {
    throw new CatalogError(
      `Expected the columns ${wanted.join(', ')} in ${name}, got ${header.join(', ')}: ${missing.join(', ')} is missing.`,
    );
  }
  return Object.fromEntries(found) as Record<Name, number>;
}
