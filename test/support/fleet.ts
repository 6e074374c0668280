/**
 * @file A whole small fleet: its own database, bus prefix and object store, real processes for coordinator and workers,
 * and a sweep over images that were made for it.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs, type BlobsOptions } from '@regatta/blobs';
import { connectBus, type Bus } from '@regatta/bus';
import type { RegattaEvent } from '@regatta/jobs';
import { openStore, type SavedSweep, type Store } from '@regatta/store';
import { ServiceProcess, processesWith } from './serviceProcess.ts';
import { makeSweep, type SmallSweep, type SmallSweepOptions } from './smallSweep.ts';
import { waitFor } from './waitFor.ts';

export interface FleetOptions {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** What is to be computed: options of makeSweep, or who makes another. @default makeSweep's */
  readonly sweep?: SmallSweepOptions | ((place: SweepPlace) => Promise<SmallSweep>);
  /** Where objects lie, and what processes need in their environment to reach them. @default a folder */
  readonly objects?: {
    readonly url: string;
    readonly options: BlobsOptions;
    readonly environment: Record<string, string>;
  };
}

/** Where a sweep is made: a folder for its images, and the objects of the fleet. */
export interface SweepPlace {
  readonly folder: string;
  readonly blobs: Blobs;
}

const COORDINATOR = 'services/coordinator/src/main.ts';
const WORKER = 'services/worker/src/main.ts';

export class Fleet {
  readonly store: Store;
  readonly bus: Bus;
  readonly blobs: Blobs;
  readonly sweep: SmallSweep;
  readonly #environment: Record<string, string>;
  readonly #folder: string;
  readonly #processes: ServiceProcess[] = [];
  readonly #listeners = new Set<(event: RegattaEvent) => void>();

  private constructor(parts: {
    store: Store;
    bus: Bus;
    blobs: Blobs;
    sweep: SmallSweep;
    environment: Record<string, string>;
    folder: string;
  }) {
    this.store = parts.store;
    this.bus = parts.bus;
    this.blobs = parts.blobs;
    this.sweep = parts.sweep;
    this.#environment = parts.environment;
    this.#folder = parts.folder;
  }

  static async open({ databaseUrl, natsUrl, sweep = {}, objects }: FleetOptions): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'regatta-fleet-'));
    const prefix = `t${randomUUID().slice(0, 8)}`;
    const storeUrl = objects?.url ?? pathToFileURL(join(folder, 'objects')).href;
    const blobs = await openBlobs(storeUrl, objects?.options);
    const bus = await connectBus({ url: natsUrl, prefix, name: 'test', onGarbage: () => undefined });
    const fleet = new Fleet({
      store: await openStore({ url: databaseUrl, poolSize: 2, applicationName: 'regatta test' }),
      bus,
      blobs,
      sweep: await (typeof sweep === 'function' ? sweep({ folder, blobs }) : makeSweep({ folder, blobs }, sweep)),
      environment: {
        REGATTA_DATABASE_URL: databaseUrl,
        REGATTA_NATS_URL: natsUrl,
        REGATTA_STORE: storeUrl,
        REGATTA_PREFIX: prefix,
        // So that another coordinator need not wait long for one that was killed.
        REGATTA_LEAD_MS: '2000',
        REGATTA_THREADS: '1',
        ...objects?.environment,
      },
      folder,
    });
    const hear = (event: RegattaEvent) => fleet.#listeners.forEach((listener) => listener(event));
    await bus.subscribeEvents(hear, () => undefined);
    return fleet;
  }

  coordinator(): ServiceProcess {
    return this.#start(COORDINATOR);
  }

  worker(environment: Record<string, string> = {}): ServiceProcess {
    return this.#start(WORKER, environment);
  }

  /** Saves the sweep and says so on the bus, as `launch` does. */
  async launch(): Promise<SavedSweep> {
    const { sweep, plan } = this.sweep;
    const saved = await this.store.saveSweep(sweep, plan);
    const at = new Date().toISOString();
    this.bus.publishEvent({ type: 'sweep.changed', at, sweep: sweep.name, state: 'running', by: 'test' });
    return saved;
  }

  /** Resolves in the very moment in which the `count`-th event of this kind is heard from now on. */
  async heard(isMeant: (event: RegattaEvent) => boolean, count: number, forMs = 60_000): Promise<RegattaEvent> {
    let left = count;
    const { promise, resolve, reject } = Promise.withResolvers<RegattaEvent>();
    const listener = (event: RegattaEvent) => {
      if (isMeant(event) && --left === 0) resolve(event);
    };
    const giveUp = () => reject(new Error(`Waited ${forMs / 1000} s for ${left} more events.\n${this.#logs()}`));
    const timer = setTimeout(giveUp, forMs);
    this.#listeners.add(listener);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(listener);
    }
  }

  /** Waits until the sweep is done. */
  async settled(forMs = 90_000): Promise<void> {
    const { name } = this.sweep.sweep;
    const look = async () => (await this.store.sweep(name)).state === 'done';
    await waitFor(look, { what: `sweep ${name} to be done`, forMs }).catch(async (error: unknown) => {
      const summary = JSON.stringify(await this.store.sweep(name).catch(String));
      throw new Error(`${(error as Error).message}\n${summary}\n${this.#logs()}`, { cause: error });
    });
  }

  /** Rows of a query, as objects. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    const { columns, rows } = await this.store.query(sql, { rowsMax: 100_000, timeoutMs: 10_000 });
    return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  }

  /** Everything that a sweep has found out, without what depends on the run: times, attempts, who did it. */
  async findings(): Promise<{ results: unknown[]; metrics: unknown[] }> {
    const results = await this.query(`
      SELECT cell, train, val, test, got_min, got_max, chosen::text, predictions, excluded, notes, provider
      FROM result ORDER BY cell`);
    const metrics = await this.query('SELECT * FROM metric ORDER BY cell, name, subset');
    return { results, metrics };
  }

  /** Processes of this fleet: those that were started here, and whatever these have started. */
  processes(): { pid: number; command: string }[] {
    return processesWith('REGATTA_PREFIX', this.#environment['REGATTA_PREFIX']!);
  }

  /** Stops everything. @returns processes that were left behind after that */
  async close(): Promise<{ pid: number; command: string }[]> {
    await Promise.all(this.#processes.map((process) => (process.isRunning ? process.stop() : process.ended)));
    const orphans = await waitFor(() => this.processes().length === 0, { what: 'all processes to end', forMs: 5000 })
      .then(() => [])
      .catch(() => this.processes());
    for (const { pid } of orphans) process.kill(pid, 'SIGKILL');
    await Promise.allSettled([this.bus.close(), this.store.close(), this.blobs.close()]);
    await rm(this.#folder, { recursive: true, force: true });
    return orphans;
  }

  /** What the processes have said lately, for the message of a failure. */
  #logs(): string {
    return this.#processes.flatMap((process) => process.log.slice(-15)).join('\n');
  }

  #start(main: string, environment: Record<string, string> = {}): ServiceProcess {
    const process = new ServiceProcess(main, { ...this.#environment, ...environment });
    this.#processes.push(process);
    return process;
  }
}
