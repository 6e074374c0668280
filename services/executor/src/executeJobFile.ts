/**
 * @file One job by hand: `regatta execute job.json`. The executor's process runs it as it would for an agent, with the
 * same code and the same pipe; only nobody claims it, and what it brings is told and not committed.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  ContractError,
  ExecutableJob,
  FromExecutor,
  JobKindSchema,
  decodeLine,
  encodeLine,
  jobId,
  parsePayload,
} from '@regatta/jobs';
import { z } from 'zod';

/** What a job file holds: a kind and its payload; the rest where the job needs it. */
const JobFile = z.strictObject({
  kind: JobKindSchema,
  payload: z.json(),
  /** @default the hash of kind and payload */
  id: z.string().min(1).optional(),
  /** Results of the jobs it depends on, by id. @default none */
  inputs: ExecutableJob.shape.inputs.default({}),
  /** Cells that are not to be computed. @default none */
  finishedCells: ExecutableJob.shape.finishedCells.default([]),
});

/** A job file that cannot be read or understood. */
export class JobFileError extends Error {
  override readonly name = 'JobFileError';
}

export interface ExecuteJobFileOptions {
  readonly file: string;
  /** Object store, `file:///path` or `s3://bucket/prefix`. */
  readonly storeUrl: string;
  readonly threads: number;
  /** Handed down to the process. */
  readonly environment: NodeJS.ProcessEnv;
  /** Hears the device first, then progress and cells, and last how the job ended. */
  readonly onMessage: (message: FromExecutor) => void;
  /** Its firing stops the job, which then ends as interrupted. */
  readonly signal?: AbortSignal;
}

export type JobEnd = Extract<FromExecutor, { type: 'done' | 'failed' }>;

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/**
 * Runs the job in a file and resolves to its last message. The executor's log goes to this process's standard error.
 * @throws {JobFileError} the file is missing or is no job: all its faults
 * @throws {Error} the executor died, with signal or exit code
 */
export async function executeJobFile(options: ExecuteJobFileOptions): Promise<JobEnd> {
  const { storeUrl, threads, environment, onMessage, signal } = options;
  const job = await readJobFile(options.file);
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
    env: { ...environment, REGATTA_STORE: storeUrl, REGATTA_THREADS: String(threads) },
  });
  const pipe = child.stdio[3] as Duplex;
  const stop = () => void pipe.write(encodeLine({ type: 'stop', reason: String(signal?.reason ?? 'stopped by hand') }));
  try {
    return await new Promise<JobEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, killed) =>
        reject(new Error(`The executor ended with ${killed ?? `exit code ${code}`}.`)),
      );
      for (const stream of child.stdio) stream?.on('error', () => undefined);
      createInterface({ input: pipe })
        .on('error', () => undefined)
        .on('line', (line) => {
          const message = decodeLine(FromExecutor, line);
          onMessage(message);
          if (message.type === 'done' || message.type === 'failed') resolve(message);
        });
      pipe.write(encodeLine({ type: 'execute', job }));
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted === true) stop();
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    child.removeAllListeners('close');
    // Its watchdog and the end of the pipe would end it; nothing that it still does can matter.
    child.kill('SIGKILL');
  }
}

async function readJobFile(file: string): Promise<ExecutableJob> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new JobFileError(`The job file ${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new JobFileError(`Expected JSON in ${file}: ${(cause as Error).message}`, { cause });
  }
  const parsed = JobFile.safeParse(value);
  if (!parsed.success) throw new JobFileError(`${file} is no job:\n${z.prettifyError(parsed.error)}`);
  const { kind, inputs, finishedCells } = parsed.data;
  try {
    const payload = parsePayload(kind, parsed.data.payload);
    return { id: parsed.data.id ?? jobId(kind, payload), kind, payload, inputs, finishedCells };
  } catch (cause) {
    if (cause instanceof ContractError) throw new JobFileError(`${file}: ${cause.message}`, { cause });
    throw cause;
  }
}
