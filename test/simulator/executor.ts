/** @file An executor without arithmetic: it takes its time, says what the judge can tell apart, and can die of its job. */
import type { CellOutcome, ExecutableJob } from '@regatta/jobs';
import { parsePayload } from '@regatta/jobs';
import { ExecutorDiedError, type Executor, type JobMessage } from '@regatta/worker';
import { accuracy, compareResult, embedResult, outcomeOf } from '../../libs/store/src/contract/world.testkit.ts';
import { Mailbox } from '../../services/worker/src/mailbox.ts';
import type { Chance } from './chance.ts';
import type { SimulatedProcess } from './process.ts';

/** What jobs and cells are like, by their nature and not by chance. */
export interface Fates {
  /** Jobs of which every executor dies. */
  readonly poison: ReadonlySet<string>;
  /** Cells that cannot be computed, and say so. */
  readonly hopeless: ReadonlySet<string>;
}

export interface ExecutorParts {
  readonly process: SimulatedProcess;
  /** Its agent's: what it says is heard there. */
  readonly agent: SimulatedProcess;
  readonly chance: Chance;
  readonly fates: Fates;
  /** Share of jobs that fail by themselves. */
  readonly errs: number;
  /** How many times longer than usual everything takes. */
  readonly slowness: number;
  /** A number that no other outcome has. */
  readonly nextValue: () => number;
  /** Hears which job is to blame for an error or a death. */
  readonly onBlame: (job: string) => void;
}

/** An executor that does not stop when it is told to is killed. */
const STOP_MS_MAX = 10_000;

export class SimulatedExecutor implements Executor {
  readonly ready = { type: 'ready', protocol: 1, pid: 1, device: 'abacus', threads: 1, versions: {} } as const;
  readonly #parts: ExecutorParts;
  readonly #died = new AbortController();
  #messages = new Mailbox<JobMessage>();
  #job: string | null = null;
  #stopReason: string | null = null;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  get process(): SimulatedProcess {
    return this.#parts.process;
  }

  get died(): AbortSignal {
    return this.#died.signal;
  }

  /** The job in hand, until all that it said has been taken. */
  get inHand(): string | null {
    return this.#job;
  }

  /** The job in hand; null also when it was asked to stop. */
  get computing(): string | null {
    return this.#stopReason === null && !this.died.aborted ? this.#job : null;
  }

  async *execute(job: ExecutableJob): AsyncIterable<JobMessage> {
    if (this.died.aborted) throw this.died.reason;
    this.#messages = new Mailbox();
    this.#job = job.id;
    this.#stopReason = null;
    void this.#compute(job);
    let isEnded = false;
    const next = async () => {
      try {
        const message = await this.#messages.take();
        isEnded = message.type === 'done' || message.type === 'failed';
        return message;
      } finally {
        await this.#parts.agent.gate();
      }
    };
    try {
      while (!isEnded) yield await next();
    } finally {
      if (!isEnded) {
        this.stop('nobody waits for its result any more');
        try {
          while (!isEnded) await next();
        } catch {
          // It is dead, so it has stopped.
        }
      }
      this.#job = null;
    }
  }

  stop(reason: string): void {
    if (this.#job === null || this.#stopReason !== null) return;
    this.#stopReason = reason;
    const job = this.#job;
    void this.#parts.agent.time.sleep(STOP_MS_MAX).then(() => {
      if (this.#job === job && this.#stopReason === reason) this.die('SIGKILL');
    });
  }

  /** Ends it, as a signal does. @param exit as the agent is told */
  die(exit: string): void {
    const { process, agent, onBlame } = this.#parts;
    if (this.died.aborted) return;
    process.kill();
    if (this.#job !== null) onBlame(this.#job);
    const death = new ExecutorDiedError(exit, ['last words']);
    void agent.gate().then(() => {
      this.#messages.fail(death);
      this.#died.abort(death);
    });
  }

  logTail = () => [];
  memoryBytes = () => 1;

  async close(): Promise<void> {
    this.die('exit code 0');
    await this.#parts.agent.gate();
  }

  async #compute(job: ExecutableJob): Promise<void> {
    const { chance, fates, errs, slowness, onBlame } = this.#parts;
    const messages = this.#messages;
    const say = (message: object) => messages.put({ job: job.id, ...message } as JobMessage);
    const fail = (kind: 'interrupted' | 'infrastructure' | 'job', message: string) =>
      say({ type: 'failed', failure: { kind, message } });
    /** Works for a while. @returns false when it was told to stop meanwhile */
    const work = async (msMax: number) => {
      await this.#parts.process.time.sleep(slowness * chance.between(50, msMax));
      if (this.#stopReason !== null) fail('interrupted', this.#stopReason);
      return this.#stopReason === null;
    };
    if (!(await work(4000))) return;
    if (fates.poison.has(job.id)) return this.die('SIGSEGV');
    if (chance.happens(errs)) {
      const kind = chance.of(['infrastructure', 'job'] as const);
      if (kind === 'job') onBlame(job.id);
      return fail(kind, 'bad luck');
    }
    for (const cell of openCells(job)) {
      if (!(await work(3000))) return;
      say({ type: 'cell', outcome: this.#outcome(cell) });
    }
    if (await work(1000)) say({ type: 'done', result: resultOf(job) });
  }

  #outcome(cell: ReturnType<typeof openCells>[number]): CellOutcome {
    if (this.#parts.fates.hopeless.has(cell.id)) return { status: 'failed', cell: cell.id, reason: 'too few labels' };
    return outcomeOf(cell, { metrics: [accuracy(this.#parts.nextValue())] });
  }
}

function openCells({ kind, payload, finishedCells }: ExecutableJob) {
  if (kind !== 'evaluate') return [];
  return parsePayload('evaluate', payload).cells.filter(({ id }) => !finishedCells.includes(id));
}

function resultOf({ kind, payload }: ExecutableJob): unknown {
  if (kind === 'embed') return embedResult();
  return kind === 'evaluate' ? { done: 1, failed: 0, seconds: 1 } : compareResult({ payload });
}
