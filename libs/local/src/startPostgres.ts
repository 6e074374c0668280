/** @file A PostgreSQL of one's own, as long as this process lives. */
import { resolve } from 'node:path';
import type { RunningServer } from './runningServer.ts';
import { openCluster } from './postgres/cluster.ts';
import { findPostgresBinaries } from './postgres/postgresBinaries.ts';
import { startServer } from './postgres/server.ts';
import { serverUser } from './serverUser.ts';
import { withFreePort } from './withFreePort.ts';

export interface StartPostgresOptions {
  /** Holds all of it: data, password, log. Made when it is missing, used again when it is not. */
  readonly folder: string;
  /** @default a free one */
  readonly port?: number | undefined;
  /** In the URL; made when it is missing. @default postgres, the maintenance database */
  readonly database?: string;
  /** Whether a commit survives a power cut. False makes throw-away tests faster. @default true */
  readonly fsync?: boolean;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LocalServer {
  readonly url: string;
  /** Of the server itself; tests kill it on purpose. */
  readonly pid: number;
  /** Stops it in order; a second call waits for the same end. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL 18 on 127.0.0.1; its user `regatta` may do everything. It is stopped with this process, however
 * that ends. As root it runs as another user without rights.
 * @throws {PortTakenError} when `port` is given and taken.
 * @throws {LocalError} one sentence: what is missing, full, closed or in the way.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<LocalServer> {
  return asLocalServer(await runPostgres(options));
}

/** The same, with its process. */
export async function runPostgres(options: StartPostgresOptions): Promise<RunningServer> {
  const { port, database = 'postgres', fsync = true, onProgress, signal } = options;
  const folder = resolve(options.folder);
  const user = await serverUser();
  const binaries = await findPostgresBinaries({ user, onProgress });
  const cluster = await openCluster({ folder, binaries, user, onProgress, signal });
  const start = (chosen: number) =>
    startServer({ cluster, binaries, port: chosen, database, fsync, onProgress, signal });
  return port === undefined ? withFreePort(start) : start(port);
}

export function asLocalServer({ url, child }: RunningServer): LocalServer {
  return { url, pid: child.identity.pid, stop: () => child.stop() };
}
