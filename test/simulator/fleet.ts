/** @file The fleet of a run: coordinators and agents as they are, in processes that can be killed, stopped and restarted. */
import { InterruptedError, type Lane } from '@regatta/jobs';
import { Coordinator } from '@regatta/coordinator';
import { MemoryBusServer } from '@regatta/bus/memory.testkit';
import { MemoryDatabase, type StoreTransactions } from '@regatta/store/memory.testkit';
import { silentLogger } from '@regatta/telemetry';
import { Agent, ExecutorDiedError } from '@regatta/worker';
import type { Bug } from './bugs.ts';
import type { Chance } from './chance.ts';
import { SimulatedClock } from './clock.ts';
import { SimulatedExecutor, type Fates } from './executor.ts';
import { Judge, short } from './judge.ts';
import { SimulatedNetwork } from './network.ts';
import { SimulatedProcess } from './process.ts';

export interface FleetOptions {
  readonly chance: Chance;
  readonly fates: Fates;
  /** Share of jobs that fail by themselves. */
  readonly errs: number;
  /** How many times longer than usual jobs take. */
  readonly slowness: number;
  /** Of the starts of executors. */
  readonly startsFail: number;
  /** How far clocks of processes are off: 0.2 lets them run from 0.8 to 1.2 times as fast. */
  readonly skew: number;
  readonly bug: Bug | null;
  readonly note: (line: string) => void;
}

/** A place in which one process after the other lives. */
export interface Place {
  readonly kind: 'worker' | 'coordinator';
  readonly name: string;
  readonly lanes: readonly Lane[];
  process: SimulatedProcess;
  executor: SimulatedExecutor | null;
  stop: AbortController;
  /** Resolves when the process that lives here now has ended. */
  end: PromiseWithResolvers<void>;
  hasEnded: boolean;
  lives: number;
}

const ACK_WAIT_MS = 30_000;
const LEAD_MS = 6000;
/** A heartbeat of the slowest clock, and what a message may take. */
const CANCEL_MS_MAX = 5000 / 0.75 + 500;

export class SimulatedFleet {
  readonly clock = new SimulatedClock();
  readonly database: MemoryDatabase;
  readonly busServer: MemoryBusServer;
  readonly network: SimulatedNetwork;
  readonly judge: Judge;
  readonly places: Place[] = [];
  errs: number;
  startsFail: number;
  readonly #options: FleetOptions;
  readonly #transactions: StoreTransactions;
  #values = 0;
  #isShutDown = false;

  constructor(options: FleetOptions) {
    const { chance, bug, note } = options;
    const { clock } = this;
    this.#options = options;
    this.errs = options.errs;
    this.startsFail = options.startsFail;
    this.database = new MemoryDatabase({ now: clock.now, random: chance.next });
    this.busServer = new MemoryBusServer({ time: clock, ackWaitMs: ACK_WAIT_MS });
    this.judge = new Judge(this.database, clock);
    this.#transactions = { ...this.database.transactions, ...bug?.store?.(this.database, clock) };
    const { judge, busServer } = this;
    this.network = new SimulatedNetwork({
      ...{ clock, chance, busServer },
      witness: (process, call, commit) => {
        try {
          const answer = judge.witness(process, call, commit);
          if (!QUIET.has(call.method))
            note(`${process.name} ${call.method} ${describe(call.given)} -> ${describe([answer])}`);
          return answer;
        } catch (error) {
          note(`${process.name} ${call.method} ${describe(call.given)} refused: ${(error as Error).name}`);
          throw error;
        }
      },
      onAck: (process, wakeUp) => judge.acknowledged(process, wakeUp),
    });
    judge.onTakenAway = (job, holder) => void this.#expectStop(job, holder);
  }

  /** A process that does nothing by itself. */
  newProcess(name: string): SimulatedProcess {
    const { chance, skew } = this.#options;
    const rate = 1 + skew * (2 * chance.next() - 1);
    return new SimulatedProcess(name, this.clock, { rate, offMs: chance.between(-3_600_000, 3_600_000) });
  }

  storeOf(process: SimulatedProcess) {
    return this.database.connect(this.network.wireOf(process), this.#transactions);
  }

  /** Makes a place and keeps it inhabited: whoever ends there is followed by another after some seconds. */
  inhabit(kind: Place['kind'], name: string, lanes: readonly Lane[] = []): void {
    const [process, end] = [this.newProcess(name), Promise.withResolvers<void>()];
    const place: Place = {
      ...{ kind, name, lanes, process, executor: null, stop: new AbortController(), end, hasEnded: true, lives: 0 },
    };
    this.places.push(place);
    void this.#keepInhabited(place);
  }

  async #keepInhabited(place: Place): Promise<void> {
    while (!this.#isShutDown) {
      this.#start(place);
      await place.end.promise;
      await this.clock.sleep(this.#options.chance.between(500, 8000));
    }
  }

  #start(place: Place): void {
    place.process = this.newProcess(`${place.name}.${++place.lives}`);
    place.stop = new AbortController();
    place.end = Promise.withResolvers();
    place.hasEnded = false;
    place.executor = null;
    const { process } = place;
    this.#options.note(`${process.name} starts`);
    const end = (place.kind === 'worker' ? this.#agent(place) : this.#coordinator(place)).catch((error: unknown) => {
      // A machine on which no executor starts: whoever watches over the worker starts it again.
      if ((error as Error).name !== 'ExecutorStartError')
        this.judge.violated(`${process.name} ended with an error: ${String(error)}`);
    });
    void end.then(() => {
      if (!process.isDead) this.kill(place);
    });
  }

  kill(place: Place): void {
    place.process.kill();
    place.executor?.process.kill();
    place.hasEnded = true;
    place.end.resolve();
  }

  /** Has the executor of this process the job in hand? */
  isAtWork(job: string, process: SimulatedProcess): boolean {
    return this.places.some((place) => place.process === process && place.executor?.inHand === job);
  }

  /** SIGTERM to all, for good. */
  shutDown(): void {
    this.#isShutDown = true;
    for (const place of this.places) this.terminate(place);
  }

  /** SIGTERM; heard once it runs. */
  terminate({ process, stop }: Place): void {
    void process.gate().then(() => stop.abort(new InterruptedError('the worker stops')));
  }

  #coordinator({ process, stop, name, lives }: Place): Promise<void> {
    const [store, bus] = [this.storeOf(process), this.network.busOf(process)];
    return new Coordinator({
      ...{ id: `${name}.${lives}`, store, bus, time: process.time, log: silentLogger, window: 16, leadMs: LEAD_MS },
    }).run(stop.signal);
  }

  #agent(place: Place): Promise<void> {
    const { process, stop, lanes } = place;
    const { bug } = this.#options;
    const bus = this.network.busOf(process);
    return new Agent({
      worker: { id: process.name, host: place.name, pid: 1, lanes, memoryBytes: 1, version: '0' },
      ...{ lanes, store: this.storeOf(process), time: process.time, log: silentLogger },
      bus: bug?.bus?.(bus) ?? bus,
      spawnExecutor: () => this.#spawn(place),
    }).run(stop.signal);
  }

  async #spawn(place: Place): Promise<SimulatedExecutor> {
    const { chance, fates, slowness, note } = this.#options;
    const agent = place.process;
    await agent.time.sleep(chance.between(100, 1500));
    if (chance.happens(this.startsFail)) throw new ExecutorDiedError('exit code 1', ['no such device']);
    place.executor = new SimulatedExecutor({
      ...{ process: this.newProcess(`executor of ${agent.name}`), agent, chance, fates, slowness },
      errs: this.errs,
      nextValue: () => ++this.#values / 1e6,
      onBlame: (job) => {
        note(`job ${short(job)} is to blame for what befell the executor of ${agent.name}`);
        this.judge.blame.set(job, (this.judge.blame.get(job) ?? 0) + 1);
      },
    });
    return place.executor;
  }

  /** Whoever computes a job that was taken away must be told to stop within a heartbeat, unless it is in trouble. */
  async #expectStop(job: string, holder: SimulatedProcess): Promise<void> {
    const atMs = this.clock.now();
    await this.clock.sleep(CANCEL_MS_MAX);
    const place = this.places.find(({ process }) => process === holder);
    const isUntroubled = holder.isRunning && holder.troubledAtMs < atMs - 2 * CANCEL_MS_MAX;
    if (place?.executor?.computing === job && isUntroubled && this.database.tables.job(job).worker !== holder.name)
      this.judge.violated(`${holder.name} still computes job ${short(job)}, which was taken away at ${atMs} ms`);
  }
}

/** Transactions of every round, that say nothing by themselves. */
const QUIET = new Set(['lead', 'nextDeadlineMs', 'workerAlive', 'sweep', 'releaseDependants', 'settleSweeps']);

/** Enough of what was said to follow a run. */
function describe(said: readonly unknown[]): string {
  const text = JSON.stringify(said, (_, value: unknown) => {
    if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return short(value);
    return Array.isArray(value) && value.length > 4 ? `${value.length} of them` : value;
  });
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
