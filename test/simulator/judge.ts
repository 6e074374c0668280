/**
 * @file The guarantees, as a model beside the tables: it sees every transaction at the moment of its commit and keeps its
 * own books of who holds what and whose outcome was accepted. What the tables say must agree with it, at any moment and
 * at the end.
 */
import { parsePayload, type CellOutcome, type WakeUp } from '@regatta/jobs';
import { LostLeaseError, NotLeaderError, type Claim, type Fence, type Leadership } from '@regatta/store';
import type { Call, MemoryDatabase } from '@regatta/store/memory.testkit';
import type { SimulatedClock } from './clock.ts';
import type { SimulatedProcess } from './process.ts';

interface Holder {
  readonly token: number;
  readonly sinceMs: number;
  readonly process: SimulatedProcess;
}

/** What a run went through, to see that runs are no idyll. */
export interface Ordeals {
  claims: number;
  /** Writes that came late and were refused. */
  lateWrites: number;
  leasesExpired: number;
  leadsChanged: number;
  /** Writes of coordinators that lead no more. */
  deposedWrites: number;
  jobsGivenUp: number;
  cellsAccepted: number;
}

/** Transactions between two looks at all of the tables. */
const LOOK_EVERY = 25;

export class Judge {
  readonly violations: string[] = [];
  readonly ordeals: Ordeals = {
    ...{ claims: 0, lateWrites: 0, leasesExpired: 0, leadsChanged: 0, deposedWrites: 0, jobsGivenUp: 0 },
    cellsAccepted: 0,
  };
  /** Errors and deaths of executors that a job is to blame for. */
  readonly blame = new Map<string, number>();
  /** Hears of a job whose holder was told nothing yet that it has lost it. */
  onTakenAway: (job: string, holder: SimulatedProcess) => void = () => undefined;
  readonly #database: MemoryDatabase;
  readonly #clock: SimulatedClock;
  readonly #holders = new Map<string, Holder>();
  readonly #accepted = new Map<string, number>();
  /** Claims that were answered by the database, by worker and job, and not yet acknowledged. */
  readonly #claimed = new Set<string>();
  #epoch = 0;
  #transactions = 0;

  constructor(database: MemoryDatabase, clock: SimulatedClock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Commits a transaction under the judge's eyes. */
  witness(process: SimulatedProcess, { method, given }: Call, commit: () => unknown): unknown {
    const before = this.#outcomeBefore(method, given);
    const answer = this.#counting(commit);
    switch (method) {
      case 'claim':
        this.#claimed.add(`${process.name} ${given[0] as string}`);
        if (typeof answer === 'object') this.#afterClaim(process, answer as Claim);
        break;
      case 'renew':
        if (answer === 'renewed') this.#mustHold(process, given[0] as Fence, 'renewed its lease');
        break;
      case 'commitCell':
        this.#afterCommit(process, given[0] as Fence, given[1] as CellOutcome, before);
        break;
      case 'finish':
      case 'fail':
        this.#afterEnd(process, given[0] as Fence, answer);
        break;
      case 'expireLeases':
        for (const { job } of answer as { job: string }[]) {
          this.ordeals.leasesExpired++;
          this.#holders.delete(job);
        }
        break;
      case 'lead':
        if (answer !== null) this.#afterLead((answer as Leadership).epoch);
        break;
      case 'saveSweep':
      case 'cancelSweep':
        this.#afterTakingAway();
        break;
      default:
        break;
    }
    if (given[0] !== null && typeof given[0] === 'object' && 'epoch' in given[0] && method !== 'abdicate')
      this.#mustLead(process, given[0] as Leadership, method);
    if (++this.#transactions % LOOK_EVERY === 0) this.#look();
    return answer;
  }

  /** A wake-up may only be taken from the queue when its claim has been asked and answered. */
  acknowledged(process: SimulatedProcess, { job }: WakeUp): void {
    if (!this.#claimed.delete(`${process.name} ${job}`))
      this.#violated(`${process.name} acknowledged job ${short(job)} before its claim was answered`);
  }

  /** A lease of before that moment is only held by who works under it, not by the dead or by who never heard of it. */
  judgeLeases(sinceBeforeMs: number, isAtWork: (job: string, process: SimulatedProcess) => boolean): void {
    for (const [job, { process, sinceMs }] of this.#holders)
      if (sinceMs < sinceBeforeMs && !isAtWork(job, process))
        this.#violated(
          `job ${short(job)} is leased to ${process.name} since ${sinceMs} ms, ${
            process.isDead ? `which died at ${process.diedAtMs} ms` : 'which does not work on it'
          }`,
        );
  }

  judgeTheEnd(): void {
    this.#look();
    const { sweeps, cells, jobs, results } = this.#database.tables;
    for (const { name, state } of sweeps.values())
      if (state !== 'done' && state !== 'cancelled') this.#violated(`sweep ${name} has not ended: it is ${state}`);
    for (const { id, state } of cells.values()) {
      if (state === 'pending') this.#violated(`cell ${short(id)} has not ended`);
      const [value, accepted] = [results.get(id)?.done.metrics[0]?.value, this.#accepted.get(id)];
      if (value !== accepted)
        this.#violated(`cell ${short(id)} has the outcome ${value}, and accepted was ${accepted}`);
    }
    for (const { id, state } of jobs.values())
      if (state === 'running') this.#violated(`job ${short(id)} is leased when all is over`);
  }

  violated(what: string): void {
    this.#violated(what);
  }

  #counting(commit: () => unknown): unknown {
    try {
      return commit();
    } catch (error) {
      this.ordeals.lateWrites += Number(error instanceof LostLeaseError);
      this.ordeals.deposedWrites += Number(error instanceof NotLeaderError);
      throw error;
    }
  }

  #afterClaim(process: SimulatedProcess, { job, kind, token, payload, finishedCells }: Claim): void {
    this.ordeals.claims++;
    const holder = this.#holders.get(job);
    if (holder !== undefined)
      this.#violated(`job ${short(job)} was given to ${process.name} while ${holder.process.name} holds it`);
    this.#holders.set(job, { token, process, sinceMs: this.#clock.now() });
    if (kind !== 'evaluate') return;
    for (const { id } of parsePayload('evaluate', payload).cells)
      if (this.#accepted.has(id) && !finishedCells.includes(id))
        this.#violated(`cell ${short(id)} is finished, and ${process.name} was told to compute it again`);
  }

  /** State and value of a cell, for comparison. */
  #outcomeBefore(method: Call['method'], given: readonly unknown[]): string {
    return method === 'commitCell' ? this.#outcomeOf((given[1] as CellOutcome).cell) : '';
  }

  #outcomeOf(cell: string): string {
    const { cells, results } = this.#database.tables;
    return `${cells.get(cell)?.state} ${results.get(cell)?.done.metrics[0]?.value}`;
  }

  #afterCommit(process: SimulatedProcess, fence: Fence, outcome: CellOutcome, before: string): void {
    if (this.#outcomeOf(outcome.cell) === before) return;
    this.#mustHold(process, fence, `changed cell ${short(outcome.cell)}`);
    if (outcome.status !== 'done') return;
    if (this.#accepted.has(outcome.cell)) this.#violated(`cell ${short(outcome.cell)} was accepted twice`);
    this.ordeals.cellsAccepted++;
    this.#accepted.set(outcome.cell, outcome.metrics[0]!.value);
  }

  #afterEnd(process: SimulatedProcess, fence: Fence, answer: unknown): void {
    // A `finish` whose answer got lost is repeated, and changes nothing.
    if (answer === undefined && !this.#holders.has(fence.job)) return;
    this.#mustHold(process, fence, 'ended it');
    this.#holders.delete(fence.job);
    const blame = this.blame.get(fence.job) ?? 0;
    this.ordeals.jobsGivenUp += Number(answer === 'dead');
    if (answer === 'dead' && blame < 2)
      this.#violated(`job ${short(fence.job)} was given up, and was itself to blame for ${blame} of its failures`);
  }

  #afterLead(epoch: number): void {
    if (epoch < this.#epoch) this.#violated(`epoch ${epoch} leads after epoch ${this.#epoch}`);
    this.ordeals.leadsChanged += Number(epoch > this.#epoch);
    this.#epoch = epoch;
  }

  #afterTakingAway(): void {
    for (const [job, { token, process }] of this.#holders) {
      const row = this.#database.tables.job(job);
      if (row.state === 'running' && row.token === token) continue;
      this.#holders.delete(job);
      this.onTakenAway(job, process);
    }
  }

  #mustHold(process: SimulatedProcess, { job, token }: Fence, what: string): void {
    const holder = this.#holders.get(job);
    if (holder?.token !== token || holder.process !== process)
      this.#violated(
        `${process.name} ${what} of job ${short(job)} under token ${token}, but ${
          holder === undefined ? 'nobody holds it' : `${holder.process.name} holds it under ${holder.token}`
        }`,
      );
  }

  #mustLead(process: SimulatedProcess, { epoch }: Leadership, method: string): void {
    if (epoch !== this.#epoch)
      this.#violated(`${process.name} wrote ${method} in epoch ${epoch}, and epoch ${this.#epoch} leads`);
  }

  #look(): void {
    for (const violation of this.#database.violations()) this.#violated(violation);
  }

  #violated(what: string): void {
    this.violations.push(`${(this.#clock.now() / 1000).toFixed(3)} s: ${what}`);
  }
}

/** A hash as people tell it from others. */
export const short = (hash: string): string => hash.slice(0, 6);
