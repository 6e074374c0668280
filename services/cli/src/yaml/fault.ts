/** @file One mistake in a file that a person wrote: where it is, what was expected there, and what was found. */
import { EXIT } from '../exit.ts';

export interface Position {
  /** Both count from 1, as editors do. */
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Position {
  /** Where in the file's structure: `methods[1].knn.k`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** What to do, when that is more than writing what was expected. */
  readonly hint: string | null;
}

/** Faults in the order in which they stand in the file. */
export function byPosition(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** `sweep.yaml:12:9  methods[1].knn.k: expected an integer from 1 to 10000, found 0 (a number). Hint.` */
export function faultLine(file: string, { line, column, path, expected, found, hint }: Fault): string {
  const what = `expected ${expected}, found ${found}.`;
  return `${file}:${line}:${column}  ${path === '' ? '' : `${path}: `}${what}${hint === null ? '' : ` ${hint}`}`;
}

/** A file with mistakes: the message lists all of them, `faults` has them for machines. */
export class FaultyFileError extends Error {
  override readonly name = 'FaultyFileError';
  readonly exitCode = EXIT.badInput;
  readonly file: string;
  readonly faults: readonly Fault[];

  /** @param kind what the file should be, for example `sweep file` */
  constructor({ file, kind, faults }: { file: string; kind: string; faults: readonly Fault[] }) {
    const sorted = [...faults].sort(byPosition);
    const count = `${sorted.length} ${sorted.length === 1 ? 'mistake' : 'mistakes'}`;
    const lines = sorted.map((fault) => `  ${faultLine(file, fault)}`);
    super(`The ${kind} ${file} has ${count}:\n${lines.join('\n')}`);
    this.file = file;
    this.faults = sorted;
  }
}
