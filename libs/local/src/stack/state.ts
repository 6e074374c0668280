/**
 * @file What the keeper has written down of itself and its children: how to reach it, and whom to stop if it dies
 * without doing so. Only the keeper writes it, under its lock; ports and nothing else outlive a stop.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, localError } from '../errors.ts';
import { ProcessIdentity } from '../processIdentity.ts';

/** Raised with any change that an older keeper or client could misread. */
export const STACK_VERSION = 1;

const ChildRecord = z.strictObject({
  name: z.string(),
  process: ProcessIdentity,
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
  graceMs: z.int().min(0),
});

export const StackState = z.strictObject({
  version: z.literal(STACK_VERSION),
  keeper: z
    .strictObject({
      process: ProcessIdentity,
      /** Of its control connection, on the loopback address. */
      port: z.int().min(1).max(65535),
      /** Whoever can read this file may command the keeper. */
      token: z.string().min(32),
    })
    .nullable(),
  /** Those of the last run; taken again if they are free. */
  ports: z.strictObject({ postgres: z.int().optional(), nats: z.int().optional() }),
  children: z.array(ChildRecord),
});
export type StackState = z.infer<typeof StackState>;
export type ChildRecord = z.infer<typeof ChildRecord>;

/**
 * Null when there is none, or one of another version or a damaged one: then nothing is known, and PostgreSQL's own lock
 * still protects its data.
 * @throws {LocalError} when it is there and cannot be read.
 */
export function readState(path: string): StackState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw localError(error, `Cannot read ${path}`);
  }
  try {
    return StackState.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Readers see the old state or the new one, never a part. @throws {LocalError} */
export function writeState(path: string, state: StackState): void {
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw localError(error, `Cannot write ${path}`);
  }
}
