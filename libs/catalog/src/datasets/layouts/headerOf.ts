/** @file The first line of a table, without reading the rest: tables of half a million rows are met while looking around. */
import type { FileSource } from '../source/fileSource.ts';
import { readCsv } from './csv.ts';

/** Headers are shorter. @unit bytes */
const HEAD_BYTES = 4096;

/** Names of its columns; empty where the file is empty or no text. */
export async function headerOf(source: FileSource, path: string): Promise<readonly string[]> {
  const length = Math.min(HEAD_BYTES, await source.size(path));
  if (length === 0) return [];
  const head = await source.readRange(path, { offset: 0, length });
  const line = /^[^\r\n]*/.exec(new TextDecoder().decode(head))![0];
  // A quote that the cut left open makes this no table.
  if (line === '' || line.split('"').length % 2 === 0) return [];
  return readCsv(line, path).header;
}
