/** @file One line for people from one JSON line: `12:30:01 WARN  worker  Lost a lease. jobId=4f0c attempt=2`. */
import type { DestinationStream } from 'pino';

/** Said elsewhere on the line, or of no use to a person. */
const HIDDEN_FIELDS = new Set(['time', 'level', 'service', 'pid', 'msg', 'err', 'error']);

/** Turns each JSON line into a short one before it reaches `destination`. What is no JSON passes unchanged. */
export function prettyDestination(destination: DestinationStream): DestinationStream {
  return { write: (line: string) => destination.write(prettyLine(line)) };
}

/** @param line one pino line, with or without its newline @returns the line for people, with a newline */
export function prettyLine(line: string): string {
  let record: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null) return line;
    record = parsed as Record<string, unknown>;
  } catch {
    return line;
  }
  const fields = Object.entries(record)
    .filter(([name]) => !HIDDEN_FIELDS.has(name))
    .map(([name, value]) => `${name}=${textOf(value)}`);
  const failure = messageOf(record['error'] ?? record['err']);
  const words = [
    textOf(record['time']).slice(11, 19),
    textOf(record['level']).toUpperCase().padEnd(5),
    textOf(record['service']),
    textOf(record['msg']),
    ...(failure === null ? [] : [`(${failure})`]),
    ...fields,
  ];
  return words.join(' ').replaceAll(/[\r\n]+/g, ' ') + '\n';
}

function messageOf(error: unknown): string | null {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return error === undefined || error === null ? null : textOf(error);
}

/** A text as it is, anything else as JSON; nothing for what is not there. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
