/** @file Starts nats-server with JetStream, waits until it answers, and explains why when it does not. */
import { connect } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ChildProcess } from '../childProcess.ts';
import { LocalError, PortTakenError, localError } from '../errors.ts';
import { LOOPBACK } from '../port.ts';
import type { RunningServer } from '../runningServer.ts';

export interface StartNatsServerOptions {
  /** Holds configuration, JetStream's data and the log. */
  readonly folder: string;
  readonly binary: string;
  readonly port: number;
  readonly signal?: AbortSignal | undefined;
}

const POLL_MS = 20;
const READY_MS_MAX = 30_000;
const STOP_MS_MAX = 10_000;

const Info = z.object({ version: z.string(), jetstream: z.boolean().optional() });
export type NatsInfo = z.infer<typeof Info>;

/**
 * @throws {PortTakenError}
 * @throws {LocalError} when it ends before it answers, with its own last words.
 */
export async function startNatsServer(options: StartNatsServerOptions): Promise<RunningServer> {
  const { folder, binary, port } = options;
  const configuration = join(folder, 'nats.conf');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(configuration, configurationText(options), { mode: 0o600 });
  } catch (error) {
    throw localError(error, `Cannot write ${configuration}`);
  }
  const child = await ChildProcess.start({
    title: 'nats-server',
    command: binary,
    args: ['--config', configuration],
    cwd: folder,
    environment: process.env,
    logPath: join(folder, 'nats-server.log'),
    stopSignal: 'SIGTERM',
    graceMs: STOP_MS_MAX,
  });
  const startMs = performance.now();
  while (performance.now() - startMs < READY_MS_MAX && options.signal?.aborted !== true) {
    if (child.exit !== null) throw await explainExit(child, options);
    const info = await natsInfo(port);
    // Another program may have taken the port; then ours is about to end, and says so.
    if (info?.jetstream === true) return { name: 'nats', url: `nats://${LOOPBACK}:${port}`, port, child };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await child.stop();
  options.signal?.throwIfAborted();
  throw new LocalError(
    `nats-server did not answer on port ${port} within ${READY_MS_MAX / 1000} s; its log is ${child.logPath}.`,
  );
}

/** Only what server 2.9 knows. */
function configurationText({ folder, port }: StartNatsServerOptions): string {
  return [
    `host: ${LOOPBACK}`,
    `port: ${port}`,
    'server_name: regatta',
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'data'))} }`,
    '',
  ].join('\n');
}

/** What a NATS server says of itself to whoever connects; null when there is none. */
export function natsInfo(port: number, host = LOOPBACK, timeoutMs = 1000): Promise<NatsInfo | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    let text = '';
    const end = (info: NatsInfo | null) => {
      socket.destroy();
      resolve(info);
    };
    socket.setTimeout(timeoutMs, () => end(null));
    socket.on('error', () => end(null));
    socket.on('close', () => end(null));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\r\n')) end(parseInfo(text));
    });
  });
}

function parseInfo(text: string): NatsInfo | null {
  try {
    return Info.parse(JSON.parse(/^INFO (\{.*\})/.exec(text)?.[1] ?? ''));
  } catch {
    return null;
  }
}

async function explainExit(child: ChildProcess, { port, folder }: StartNatsServerOptions): Promise<LocalError> {
  const log = await child.logTail();
  if (/address already in use/i.test(log))
    return new PortTakenError({ server: 'nats-server', port, hint: 'choose another port, or none to have a free one' });
  if (/no space left on device/i.test(log))
    return new LocalError(
      `The disk is full: nats-server could not write below ${folder}; free space there and try again.`,
    );
  const reason = log.split('\n').findLast((line) => /\[(FTL|ERR)\]|nats-server:|rror/.test(line)) ?? 'it said nothing';
  return new LocalError(
    `nats-server ended before it was ready (${reason.replace(/^.*\[(FTL|ERR)\] */, '').trim()}); its log is ${child.logPath}.`,
  );
}
