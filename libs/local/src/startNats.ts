/** @file A nats-server of one's own, as long as this process lives. */
import { resolve } from 'node:path';
import { findNatsServer } from './nats/findNatsServer.ts';
import { startNatsServer } from './nats/server.ts';
import type { RunningServer } from './runningServer.ts';
import { asLocalServer, type LocalServer } from './startPostgres.ts';
import { withFreePort } from './withFreePort.ts';

export interface StartNatsOptions {
  /** Holds all of it: configuration, JetStream's data, log. Made when it is missing, used again when it is not. */
  readonly folder: string;
  /** @default a free one */
  readonly port?: number | undefined;
  /** A nats-server >= 2.9. @default found, or fetched, by findNatsServer */
  readonly binary?: string | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts nats-server with JetStream on 127.0.0.1. It is stopped with this process, however that ends.
 * @throws {PortTakenError} when `port` is given and taken.
 * @throws {LocalError} one sentence: what is missing, full, closed or in the way.
 */
export async function startNats(options: StartNatsOptions): Promise<LocalServer> {
  return asLocalServer(await runNats(options));
}

/** The same, with its process. */
export async function runNats(options: StartNatsOptions): Promise<RunningServer> {
  const { port, onProgress, signal } = options;
  const folder = resolve(options.folder);
  const binary = options.binary ?? (await findNatsServer({ onProgress, signal }));
  const start = (chosen: number) => startNatsServer({ folder, binary, port: chosen, signal });
  return port === undefined ? withFreePort(start) : start(port);
}
