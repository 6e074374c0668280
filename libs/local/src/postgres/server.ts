/** @file Starts a PostgreSQL server on a cluster, waits until it answers, and explains why when it does not. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { ChildProcess } from '../childProcess.ts';
import { LocalError, PortTakenError } from '../errors.ts';
import { LOOPBACK } from '../port.ts';
import { identifyProcess } from '../processIdentity.ts';
import type { RunningServer } from '../runningServer.ts';
import { SUPERUSER, type Cluster } from './cluster.ts';

export interface StartServerOptions {
  readonly cluster: Cluster;
  readonly binaries: string;
  readonly port: number;
  readonly database: string;
  /** False for throw-away tests: faster, and a power cut destroys the data. */
  readonly fsync: boolean;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const POLL_MS = 20;
/** A server that was killed replays its log first; that is quick, but a full disk of it is not. */
const READY_MS_MAX = 120_000;
const SLOW_MS = 3000;
const STOP_MS_MAX = 20_000;
/** After a kill -9 of the server its children need a moment to notice; until then the data are in use. */
const LEFTOVER_MS_MAX = 5000;

/**
 * @throws {PortTakenError}
 * @throws {LocalError} when it ends before it answers, with its own last words.
 */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { port, cluster, database } = options;
  const deadlineMs = performance.now() + LEFTOVER_MS_MAX;
  for (;;) {
    const child = await spawnServer(options);
    try {
      await untilReady(child, options);
      if (database !== 'postgres') await ensureDatabase(urlOf(cluster, port, 'postgres'), database);
      return { name: 'postgres', url: urlOf(cluster, port, database), port, child };
    } catch (error) {
      await child.stop();
      if (!(error instanceof LeftoverError)) throw error;
      // In a container nobody may reap the dead, and PostgreSQL takes a zombie for a server that runs.
      if (error.holder !== null && identifyProcess(error.holder) === null)
        await rm(join(cluster.data, 'postmaster.pid'), { force: true });
      if (performance.now() > deadlineMs) throw new LocalError(error.message);
      await sleep(100);
    }
  }
}

/** Another server, or what is left of one, still uses the data. */
class LeftoverError extends Error {
  readonly holder: number | null;

  constructor(message: string, holder: number | null) {
    super(message);
    this.holder = holder;
  }
}

const urlOf = (cluster: Cluster, port: number, database: string) =>
  `postgres://${SUPERUSER}:${cluster.password}@${LOOPBACK}:${port}/${database}`;

function spawnServer({ cluster, binaries, port, fsync }: StartServerOptions): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: LOOPBACK,
    // A socket in a temporary folder would be one more thing to collide on and to leave behind.
    unix_socket_directories: '',
    max_connections: 200,
    // No replicas: less to write, and nothing to start for them.
    wal_level: 'minimal',
    max_wal_senders: 0,
    // Queries are small, and a container's /dev/shm often is too; neither suits parallel workers or compiled plans.
    max_parallel_workers_per_gather: 0,
    jit: 'off',
    fsync: fsync ? 'on' : 'off',
    // Commits still reach the kernel before they are confirmed, so that a killed server loses none.
    full_page_writes: fsync ? 'on' : 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%a ',
    cluster_name: 'regatta',
  };
  return ChildProcess.start({
    title: 'PostgreSQL',
    command: join(binaries, 'bin', 'postgres'),
    args: [
      '-D',
      cluster.dataArgument,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: cluster.data,
    environment: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    user: cluster.user,
    logPath: join(cluster.folder, 'postgres.log'),
    // "Fast": breaks off transactions, writes a checkpoint.
    stopSignal: 'SIGINT',
    graceMs: STOP_MS_MAX,
  });
}

async function untilReady(child: ChildProcess, options: StartServerOptions): Promise<void> {
  const startMs = performance.now();
  let isSlowSaid = false;
  for (;;) {
    options.signal?.throwIfAborted();
    if (child.exit !== null) throw await explainExit(child, options);
    const waitedMs = performance.now() - startMs;
    if (await answers(urlOf(options.cluster, options.port, 'postgres'))) return;
    if (waitedMs > SLOW_MS && !isSlowSaid) {
      options.onProgress?.('PostgreSQL is not ready yet; after a hard stop it first repairs its data.');
      isSlowSaid = true;
    }
    if (waitedMs > READY_MS_MAX)
      throw new LocalError(
        `PostgreSQL did not answer on port ${options.port} within ${READY_MS_MAX / 1000} s; its log is ${child.logPath}.`,
      );
    await sleep(POLL_MS);
  }
}

/** Does this server let us in and answer a query? */
export async function answers(url: string, timeoutMs = 3000): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

async function explainExit(child: ChildProcess, { port, cluster }: StartServerOptions): Promise<Error> {
  const log = await child.logTail();
  if (/address already in use/i.test(log))
    return new PortTakenError({ server: 'PostgreSQL', port, hint: 'choose another port, or none to have a free one' });
  if (/No space left on device/.test(log))
    return new LocalError(
      `The disk is full: PostgreSQL could not write below ${cluster.folder}; free space there and try again.`,
    );
  const holder = /Is another postmaster \(PID (\d+)\) running/.exec(log)?.[1];
  if (holder !== undefined)
    return new LeftoverError(
      `Another PostgreSQL server (process ${holder}) already runs on ${cluster.folder}: stop it with \`kill -INT ${holder}\` and try again.`,
      Number(holder),
    );
  if (/pre-existing shared memory block|lock file .* (already exists|is empty)/.test(log))
    return new LeftoverError(
      `Processes of an earlier PostgreSQL server still use ${cluster.folder}: end them and try again; its log is ${child.logPath}.`,
      null,
    );
  const reason = log.split('\n').findLast((line) => /FATAL|PANIC|ERROR|error/.test(line)) ?? 'it said nothing';
  return new LocalError(
    `PostgreSQL ended before it was ready (${reason.replace(/^.*?(FATAL|PANIC|ERROR): */, '').trim()}); its log is ${child.logPath}.`,
  );
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
