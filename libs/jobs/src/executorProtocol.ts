/**
 * @file What agent and executor say to each other through the pipe: one JSON document per line.
 *
 * The executor does one job at a time. It streams cells as they finish (the agent commits each in its own transaction)
 * and ends every job with exactly one of `done`, `failed`; a process that ends without either has crashed.
 */
import { z } from 'zod';
import { JobKindSchema } from './catalog.ts';
import { ContractError, FAILURE_KINDS } from './errors.ts';
import { CellOutcome } from './result.ts';

/** Raised with every change that an older process could misread. */
export const EXECUTOR_PROTOCOL_VERSION = 1;

export const ExecutableJob = z.strictObject({
  id: z.string().min(1),
  kind: JobKindSchema,
  payload: z.json(),
  /** Results of the jobs that this one depends on, by job id. */
  inputs: z.record(z.string(), z.json()),
  /** Cells that an earlier attempt has finished: nothing is to be done for them. */
  finishedCells: z.array(z.string()),
});
export type ExecutableJob = z.infer<typeof ExecutableJob>;

export const ToExecutor = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('execute'), job: ExecutableJob }),
  /** Stop at the next chance; answered by `failed` with kind `interrupted`. */
  z.strictObject({ type: z.literal('stop'), reason: z.string() }),
]);
export type ToExecutor = z.infer<typeof ToExecutor>;

export const Progress = z.strictObject({
  done: z.number().min(0),
  total: z.number().min(0),
  unit: z.enum(['images', 'cells']),
  perSecond: z.number().min(0),
  /** Share of the last interval in which the device computed, and in which it waited for input. */
  busy: z.number().min(0).max(1),
  starved: z.number().min(0).max(1),
});
export type Progress = z.infer<typeof Progress>;

export const Failure = z.strictObject({
  kind: z.enum(FAILURE_KINDS),
  message: z.string(),
  stack: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const FromExecutor = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    protocol: z.int(),
    pid: z.int(),
    device: z.string(),
    threads: z.int().min(1),
    versions: z.record(z.string(), z.string()),
  }),
  z.strictObject({ type: z.literal('progress'), job: z.string(), progress: Progress }),
  z.strictObject({ type: z.literal('cell'), job: z.string(), outcome: CellOutcome }),
  z.strictObject({ type: z.literal('done'), job: z.string(), result: z.json() }),
  z.strictObject({ type: z.literal('failed'), job: z.string(), failure: Failure }),
]);
export type FromExecutor = z.infer<typeof FromExecutor>;

/** One line for the pipe. */
export function encodeLine(message: ToExecutor | FromExecutor): string {
  return `${JSON.stringify(message)}\n`;
}

/** Parses a line from the pipe. @throws {ContractError} for a line of another protocol. */
export function decodeLine<S extends z.ZodType>(schema: S, line: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new ContractError(`Expected one JSON document per line, got ${JSON.stringify(line.slice(0, 200))}.`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new ContractError(`Cannot read a message of the executor:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
