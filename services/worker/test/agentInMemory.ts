/**
 * @file An agent on a virtual clock, with everything around it in memory: what it does in which order, and when. How the
 * real parts play together is shown by test/fleet and test/chaos.
 */
import type { Delivery } from '@regatta/bus';
import {
  InterruptedError,
  RetryableError,
  type CellOutcome,
  type ExecutableJob,
  type RegattaEvent,
} from '@regatta/jobs';
import type { Claim, NoClaim, WorkerStore } from '@regatta/store';
import { silentLogger } from '@regatta/telemetry';
import { VirtualTime } from '../../../test/support/virtualTime.ts';
import { Agent } from '../src/agent.ts';
import { ExecutorDiedError, type Executor, type JobMessage } from '../src/executor.ts';
import { Mailbox } from '../src/mailbox.ts';

/** A valid id of a cell. */
export const cellNamed = (digit: string) => digit.repeat(64);

export const failedCell = (digit: string): CellOutcome => ({
  status: 'failed',
  cell: cellNamed(digit),
  reason: 'too few labels',
});

export const embedResult = {
  featureSet: cellNamed('f'),
  key: 'features/x.npy',
  shard: 0,
  rows: 1,
  dimension: 1,
  provider: 'cpu',
  fallback: null,
  unreadable: [],
  reused: false,
  batch: 1,
  imagesPerSecond: 1,
  busy: 1,
  starved: 0,
  seconds: 1,
};

/** An executor whose every word is said by the test. */
export class FakeExecutor implements Executor {
  readonly ready = { type: 'ready', protocol: 1, pid: 1, device: 'abacus', threads: 2, versions: {} } as const;
  readonly jobs: ExecutableJob[] = [];
  readonly stops: string[] = [];
  isClosed = false;
  readonly #died = new AbortController();
  #messages = new Mailbox<JobMessage>();

  get died(): AbortSignal {
    return this.#died.signal;
  }

  say(message: Record<string, unknown>): void {
    this.#messages.put({ job: this.jobs.at(-1)!.id, ...message } as JobMessage);
  }

  die(exit: string): void {
    const death = new ExecutorDiedError(exit, ['last words']);
    this.#died.abort(death);
    this.#messages.fail(death);
  }

  async *execute(job: ExecutableJob): AsyncIterable<JobMessage> {
    this.jobs.push(job);
    this.#messages = new Mailbox();
    if (this.died.aborted) throw this.died.reason;
    let isEnded = false;
    try {
      while (!isEnded) {
        const message = await this.#messages.take();
        isEnded = message.type === 'done' || message.type === 'failed';
        yield message;
      }
    } finally {
      if (!isEnded && !this.died.aborted) this.stop('nobody listens');
    }
  }

  stop(reason: string): void {
    this.stops.push(reason);
    this.say({ type: 'failed', failure: { kind: 'interrupted', message: reason } });
  }

  logTail = () => ['a line of its log'];
  memoryBytes = () => 0;

  async close(): Promise<void> {
    this.isClosed = true;
    this.die('exit code 0');
  }
}

export function agentInMemory(options: { startsThatFail?: number } = {}) {
  const time = new VirtualTime();
  /** What the agent did, in order: transactions, acknowledgements, starts of executors. */
  const did: string[] = [];
  const events: RegattaEvent[] = [];
  const executors: FakeExecutor[] = [];
  const world = {
    isDatabaseAway: false,
    isBusAway: false,
    pulls: 0,
    diesOnClaim: false,
    startsThatFail: options.startsThatFail ?? 0,
  };
  const answers = new Map<string, Claim | NoClaim>();
  const lostTokens = new Set<number>();
  const wakeUps: string[] = [];
  let arrival = new AbortController();

  async function transaction(name: string): Promise<void> {
    if (world.isDatabaseAway) throw new RetryableError('the database is away');
    did.push(name);
  }

  async function fenced(name: string, token: number): Promise<void> {
    await transaction(name);
    const { LostLeaseError } = await import('@regatta/store');
    if (lostTokens.has(token)) throw new LostLeaseError({ job: 'any', token });
  }

  const store: WorkerStore = {
    registerWorker: () => transaction('register'),
    workerAlive: async () => undefined,
    workerLeft: (_, reason) => transaction(`left: ${reason}`),
    claim: async (job) => {
      await transaction(`claim ${job}`);
      if (world.diesOnClaim) executors.at(-1)!.die('SIGKILL');
      return answers.get(job) ?? 'unknown';
    },
    renew: async ({ token }) => {
      if (world.isDatabaseAway) throw new RetryableError('the database is away');
      return lostTokens.has(token) ? 'lost' : 'renewed';
    },
    commitCell: ({ token }, { cell }) => fenced(`commit ${cell[0]}`, token),
    finish: ({ job, token }) => fenced(`finish ${job}`, token),
    fail: async ({ job, token }, { kind, exit }) => {
      await fenced(`fail ${job}: ${kind}${exit === null ? '' : `, ${exit}`}`, token);
      return kind === 'interrupted' ? 'ready' : 'delayed';
    },
  };

  const deliver = (job: string): Delivery => ({
    wakeUp: { version: 1, job, kind: 'embed', lane: 'cpu', publication: 1 },
    ack: () => void did.push(`ack ${job}`),
  });

  const agent = new Agent({
    worker: { id: 'w', host: 'h', pid: 1, lanes: ['cpu'], memoryBytes: 1, version: '0' },
    lanes: ['cpu'],
    store,
    bus: {
      publishEvent: (event) => void events.push(event),
      consume: async () => ({
        next: async ({ waitMs, signal }) => {
          world.pulls++;
          if (world.isBusAway) return null;
          if (wakeUps.length === 0) {
            const any = signal ? AbortSignal.any([signal, arrival.signal]) : arrival.signal;
            await time.sleep(waitMs, any);
            arrival = new AbortController();
          }
          const job = wakeUps.shift();
          return job === undefined ? null : deliver(job);
        },
        close: async () => undefined,
      }),
    },
    spawnExecutor: async () => {
      if (world.startsThatFail-- > 0) {
        did.push(`start failed at ${time.now() / 1000} s`);
        throw new ExecutorDiedError('exit code 1', ['no such device']);
      }
      did.push('start');
      const executor = new FakeExecutor();
      executors.push(executor);
      return executor;
    },
    time,
    log: silentLogger,
  });

  const stop = new AbortController();
  let end: Promise<void> | null = null;
  return {
    time,
    did,
    events,
    world,
    lostTokens,
    executor: () => executors.at(-1)!,
    /** Starts the agent and lets it come to rest. */
    async start(): Promise<void> {
      end = agent.run(stop.signal);
      end.catch(() => undefined);
      await time.pass(0);
    },
    ended: () => end!,
    /** SIGTERM. */
    async stop(): Promise<void> {
      stop.abort(new InterruptedError('the worker stops'));
      await time.pass(0);
    },
    /** A wake-up comes; the claim is granted unless another answer is given. */
    async wake(job: string, answer?: NoClaim): Promise<void> {
      const token = answers.size + 1;
      const granted = { payload: {}, inputs: {}, finishedCells: [], attempt: 1, leaseMs: 15_000 };
      answers.set(job, answer ?? { job, kind: 'embed', token, ...granted });
      wakeUps.push(job);
      arrival.abort();
      await time.pass(0);
    },
  };
}
