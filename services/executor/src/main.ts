/**
 * @file The executor's process: one job at a time from the pipe, its cells and its end back into it.
 * It knows the object store and the arithmetic, and neither bus nor database.
 */
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { openBlobs } from '@regatta/blobs';
import { EXECUTOR_PROTOCOL_VERSION, ToExecutor, decodeLine, encodeLine, type FromExecutor } from '@regatta/jobs';
import { runMain } from '@regatta/telemetry';
import { readConfig } from './config.ts';
import { describeDevice, versions } from './device.ts';
import { HANDLERS } from './handlers.ts';
import { JobRunner } from './runJob.ts';
import { startWatchdog } from './watchdog.ts';

/** File descriptor of the protocol's pipe, given by the agent. */
const PIPE = 3;

/** Serves the agent that started this process until its end of the pipe closes. */
export async function main(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { storeUrl, threads } = readConfig(environment);
  startWatchdog();
  const pipe = new Socket({ fd: PIPE, readable: true, writable: true });
  const say = (message: FromExecutor) => void pipe.write(encodeLine(message));
  const runner = new JobRunner({ blobs: await openBlobs(storeUrl), threads, handlers: HANDLERS, say });
  // SIGTERM of a whole process group (Ctrl-C) is the agent's business: it asks us to stop, and ends us.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => runner.stop(name));

  const hear = (line: string) => {
    const message = decodeLine(ToExecutor, line);
    if (message.type === 'stop') runner.stop(message.reason);
    else void runner.run(message.job);
  };
  // A pipe that breaks instead of closing is the end of the agent as well.
  const ignore = () => undefined;
  createInterface({ input: pipe }).on('line', hear).on('error', ignore);
  pipe.on('error', ignore).on('close', () => process.exit(0));
  say({
    type: 'ready',
    protocol: EXECUTOR_PROTOCOL_VERSION,
    pid: process.pid,
    device: describeDevice(),
    threads,
    versions: versions(),
  });
}

if (import.meta.main) await runMain('executor', main);
