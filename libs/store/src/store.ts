/**
 * @file The truth about sweeps, cells, jobs and results, as each part of Regatta needs to see it.
 *
 * One Postgres implementation, four roles: `SweepStore` (who launches and controls), `CoordinatorStore` (who frees and
 * publishes), `WorkerStore` (who claims and commits) and `ReadStore` (who looks). Every deadline is judged by the
 * database's clock (`clock_timestamp()`); every method is one short transaction that is safe behind a transaction
 * pooler (no session state, no LISTEN, no named prepared statements).
 *
 * States of a job:
 *   waiting   some job that it depends on is not done
 *   ready     may be claimed, from `not_before` on
 *   running   claimed: a worker holds its lease and its token
 *   done | failed | cancelled   ended; a failed one lies in the dead letters with its reason
 * States of a cell: pending, done, failed (with a reason), cancelled. A sweep: running, paused, cancelled, done.
 */
import type {
  CellDone,
  CellListing,
  CellOutcome,
  DatasetRef,
  EncoderRef,
  Failure,
  JobKind,
  Lane,
  PlannedCell,
  PlannedJob,
  WakeUp,
} from '@regatta/jobs';

export type SweepState = 'running' | 'paused' | 'cancelled' | 'done';
export type JobState = 'waiting' | 'ready' | 'running' | 'done' | 'failed' | 'cancelled';
export type CellState = 'pending' | 'done' | 'failed' | 'cancelled';

// ---------------------------------------------------------------------------------------------- launching, control

export interface NewSweep {
  readonly name: string;
  /** The sweep file as it was given, for the record. */
  readonly source: string;
  readonly seed: number;
  readonly cells: readonly PlannedCell[];
  /** What the cells name, kept as provenance: the resolved encoder manifests and dataset summaries. */
  readonly encoders: readonly { ref: EncoderRef; manifest: unknown }[];
  readonly datasets: readonly { ref: DatasetRef; summary: unknown }[];
}

export interface SavedSweep {
  readonly name: string;
  /** Distinct cells of the sweep, and how many of them were done before or are under way for another sweep. */
  readonly cells: number;
  readonly alreadyDone: number;
  readonly alreadyLive: number;
  /** Jobs written by this launch. */
  readonly jobs: number;
}

export interface SweepStore {
  /** How many of these cells are done, live in a job, failed or new: what a dry run of `plan` shows. */
  cellStates(ids: readonly string[]): Promise<Map<string, { state: CellState; live: boolean }>>;

  /**
   * Writes a sweep with its cells and the jobs of those cells that are neither done nor live, in one transaction that
   * no other launch can interleave with. `plan` is given exactly those cells. A sweep of the same name is replaced in
   * its listings; results stay. Failed and cancelled cells are planned again.
   * A job that exists already and is done is not repeated: its dependants take its result; one that failed or was
   * cancelled starts afresh. `plan` must be pure: it is called again when the transaction has to be repeated.
   * @throws {ContractError} two cells in one place of the sweep's tables, a name with two meanings, an encoder or dataset
   * that was not given, or a plan that does not compute exactly the missing cells
   */
  saveSweep(sweep: NewSweep, plan: (missing: readonly PlannedCell[]) => readonly PlannedJob[]): Promise<SavedSweep>;

  /**
   * Running to paused: nothing more is published or claimed; running jobs go on, and so do jobs that another, running
   * sweep wants. A sweep that does not run stays as it is. @throws {UnknownSweepError}
   */
  pauseSweep(name: string): Promise<void>;
  /** Paused to running; a sweep that is not paused stays as it is. @throws {UnknownSweepError} */
  resumeSweep(name: string): Promise<void>;
  /**
   * Pending cells that no other sweep wants become cancelled, and so do the jobs that they leave empty; whoever runs one
   * loses its lease. A sweep that has ended stays as it is. @throws {UnknownSweepError}
   */
  cancelSweep(name: string): Promise<void>;

  /**
   * Plans the failed cells of a sweep anew, exactly these: each becomes pending again in the job that it failed in,
   * which starts afresh with new tries, and so do failed and cancelled jobs that it depends on. Done and pending cells
   * stay as they are; sweeps that were done and list one of the cells go on. Nothing happens to a cancelled sweep.
   * @param by who asks, for the journal @throws {UnknownSweepError}
   */
  retryFailed(name: string, by: string): Promise<RetriedCells>;

  /**
   * Starts jobs that lie in the dead letters afresh, with the jobs that failed because of them and those that they failed
   * because of: all of their failed cells that a sweep lists which was not cancelled become pending again. A job that lies
   * there no more stays as it is, so a call can be repeated.
   * @param by who asks, for the journal
   */
  redrive(jobs: readonly string[], by: string): Promise<Redriven>;
}

export interface StartedAfresh {
  /** Cells that are pending again. */
  readonly cells: number;
  /** Jobs that start afresh, those that others need included. */
  readonly jobs: readonly string[];
  /** Sweeps that were done and go on. */
  readonly reopened: readonly string[];
}

export interface RetriedCells extends StartedAfresh {
  /** Failed cells that are not tried again yet, since their job still works on others: ask again when it has ended. */
  readonly busy: number;
  /** State of the sweep afterwards. */
  readonly state: SweepState;
}

export interface Redriven extends StartedAfresh {
  /** Jobs that were asked for and stay as they are, each with the reason. */
  readonly unchanged: readonly { readonly job: string; readonly reason: string }[];
}

// ---------------------------------------------------------------------------------------------- the coordinator

/** The right to lead, won by one coordinator at a time. Every write below fails with `NotLeaderError` without it. */
export interface Leadership {
  readonly coordinator: string;
  readonly epoch: number;
}

export interface ExpiredLease {
  readonly job: string;
  readonly kind: JobKind;
  readonly worker: string;
  /** Why the job was given up; null when it was not. */
  readonly quarantine: string | null;
}

/** Rows deleted. */
export interface Trimmed {
  readonly events: number;
  readonly attempts: number;
}

export interface CoordinatorStore {
  /** Takes or keeps the lead for `ttlMs`; null while another holds it. */
  lead(coordinator: string, ttlMs: number): Promise<Leadership | null>;
  /** Gives the lead back, so that another need not wait for the deadline. */
  abdicate(leadership: Leadership): Promise<void>;

  /**
   * Frees jobs whose dependencies are done; fails those that depend on a job that failed (and their cells, with the
   * reason). Cost: only jobs that wait on something that ended.
   */
  releaseDependants(leadership: Leadership): Promise<{ released: number; failed: number }>;

  /**
   * Ready jobs to be published now, at most `window` of them under way (published and unclaimed, or running) per lane:
   * never published, or published longer ago than a delay that grows with each publication. Counts the publication.
   */
  takePublishable(leadership: Leadership, window: number): Promise<WakeUp[]>;

  /** Forgets every publication: called when the stream is new. */
  forgetPublications(leadership: Leadership): Promise<void>;

  /**
   * Jobs whose lease has run out go back to ready, counted as interrupted. One whose cells have all ended is done
   * instead: its worker was cut off before it could say so. One that has lost its worker too often in a row is
   * quarantined: dead letter, and its pending cells fail with the reason.
   */
  expireLeases(leadership: Leadership): Promise<ExpiredLease[]>;

  /**
   * Deletes what nobody will ask for any more, at most `rowsMax` rows of each table: events older than `ageMs` that are
   * not about an open job or sweep, and attempts of jobs that ended so long ago and are neither in the dead letters nor
   * wanted by a sweep that goes on. Results, cells, jobs and dead letters stay.
   */
  trim(leadership: Leadership, limits: { ageMs: number; rowsMax: number }): Promise<Trimmed>;

  /**
   * Sweeps without pending cells are given the comparisons that they lack, and become done when these have ended as well.
   * @returns the names of those that became done
   */
  settleSweeps(leadership: Leadership): Promise<string[]>;

  /** Milliseconds until the next lease or delay runs out, at most `maxMs`: how long the coordinator may sleep. */
  nextDeadlineMs(maxMs: number): Promise<number>;
}

// ---------------------------------------------------------------------------------------------- the worker's agent

export interface WorkerInfo {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly lanes: readonly Lane[];
  readonly device: string;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly version: string;
}

export interface Claim {
  readonly job: string;
  readonly kind: JobKind;
  readonly payload: unknown;
  /** Results of the jobs it depends on, by id. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Cells of this job that an earlier attempt has finished. */
  readonly finishedCells: readonly string[];
  readonly token: number;
  readonly attempt: number;
  readonly leaseMs: number;
}

/** Why a wake-up leads to nothing; the worker acknowledges it and goes on. */
export type NoClaim = 'unknown' | 'taken' | 'ended' | 'not-ready' | 'paused';

export interface Fence {
  readonly job: string;
  readonly token: number;
}

export interface JobFailure extends Failure {
  readonly logTail: readonly string[];
  /** Signal or exit code of an executor that died; null when it lived. */
  readonly exit: string | null;
}

export interface WorkerStore {
  registerWorker(worker: WorkerInfo): Promise<void>;
  /** Tells that a worker lives and what it does. */
  workerAlive(worker: string, state: { job: string | null; memoryBytes: number }): Promise<void>;
  workerLeft(worker: string, reason: string): Promise<void>;

  /** Claims a ready job: state running, a new token, a lease. Two workers never hold the same job. */
  claim(job: string, worker: string): Promise<Claim | NoClaim>;

  /** Prolongs the lease. 'lost': another token, an ended job or a cancelled one; stop at once, nothing more is accepted. */
  renew(fence: Fence): Promise<'renewed' | 'lost'>;

  /**
   * One cell's result, under the token: lock the job's row, check the token, insert result and metrics, end the cell.
   * A cell that has ended stays as it is, so a commit whose answer got lost can be repeated.
   * @throws {LostLeaseError} the token is no longer valid; nothing was written.
   * @throws {ContractError} the cell is none of the job's, or the outcome is that of another split
   */
  commitCell(fence: Fence, outcome: CellOutcome): Promise<void>;

  /**
   * Ends the job. May be repeated under the same token.
   * @throws {LostLeaseError} @throws {ContractError} a cell of it has no outcome
   */
  finish(fence: Fence, result: unknown): Promise<void>;

  /**
   * Ends an attempt without success: 'ready' again at once (interrupted), 'delayed' (tried again later, ever later), or
   * 'dead' (its own errors have used up its tries, or it took down two executors: dead letter, and its pending cells fail
   * with the reason). @throws {LostLeaseError}
   */
  fail(fence: Fence, failure: JobFailure): Promise<'ready' | 'delayed' | 'dead'>;
}

// ---------------------------------------------------------------------------------------------- looking

export interface SweepSummary {
  readonly name: string;
  readonly state: SweepState;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly cells: {
    readonly pending: number;
    readonly done: number;
    readonly failed: number;
    readonly cancelled: number;
  };
  /** Jobs of this sweep by state and kind. */
  readonly jobs: readonly { kind: JobKind; state: JobState; count: number }[];
}

/** `memoryBytes` is what agent and executor use, by the last heartbeat; 0 before the first. */
export interface WorkerRow extends WorkerInfo {
  /** Silent: three heartbeats were missed. */
  readonly state: 'alive' | 'silent' | 'left';
  readonly job: string | null;
  readonly jobKind: JobKind | null;
  /** Encoder and dataset of the job in hand, for display. */
  readonly jobLabel: string | null;
  readonly heartbeatAgeMs: number;
}

/** One field of the monitor's matrix. */
export interface MatrixField {
  readonly encoder: string;
  readonly dataset: string;
  readonly pending: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Best accuracy over methods and budgets, on `test` or `id`, as a mean over the draws so far; null while none is known. */
  readonly best: number | null;
}

/** What a monitor needs to draw everything, from aggregates only. */
export interface Snapshot {
  readonly at: Date;
  readonly sweep: SweepSummary;
  readonly matrix: readonly MatrixField[];
  readonly workers: readonly WorkerRow[];
  /** Cells done in the last minute, and images embedded for this sweep so far and in all. */
  readonly cellsLastMinute: number;
  readonly images: { readonly done: number; readonly total: number };
  /** The most frequent reasons; `holes` has all of them. */
  readonly failures: readonly { reason: string; count: number }[];
}

/** One row of the view `leaderboard`. */
export interface LeaderboardRow {
  readonly sweep: string;
  readonly encoder: string;
  readonly role: 'pretrained' | 'control';
  readonly dataset: string;
  readonly subset: string;
  readonly protocol: string;
  readonly method: string;
  readonly variant: string;
  readonly budget: string;
  readonly metric: string;
  /** Is it the metric that the dataset is ranked by? */
  readonly isHeadline: boolean;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly draws: number;
  readonly drawSd: number | null;
  readonly rank: number;
}

/** One row of the view `doubts`: a reason not to believe a number. */
export interface DoubtRow {
  readonly sweep: string;
  readonly kind: string;
  readonly encoder: string;
  readonly dataset: string;
  readonly protocol: string;
  readonly method: string;
  readonly variant: string;
  readonly budget: string;
  readonly evidence: string;
}

/** What embedding a dataset with an encoder took, over the shards whose features were computed and not found. */
export interface EmbeddingRow {
  readonly encoder: string;
  readonly dataset: string;
  readonly provider: string;
  readonly shards: number;
  readonly images: number;
  /** Of one device; means over the time of the jobs, as the two below. */
  readonly imagesPerSecond: number;
  /** Shares of the time in which the encoder ran, and in which it waited for images; 0 to 1. */
  readonly busy: number;
  readonly starved: number;
  /** The largest. */
  readonly batch: number;
}

/** One row of the view `holes`: a cell without a result, and why. */
export interface HoleRow {
  readonly sweep: string;
  readonly cell: string;
  readonly encoder: string;
  readonly dataset: string;
  readonly method: string;
  readonly variant: string;
  readonly budget: string;
  readonly draw: number;
  readonly state: CellState;
  readonly reason: string;
}

export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** True when more rows were there than `rowsMax`. */
  readonly isCut: boolean;
}

export interface ReadStore {
  sweeps(): Promise<SweepSummary[]>;
  /** @throws {UnknownSweepError} with the names that exist. */
  sweep(name: string): Promise<SweepSummary>;
  snapshot(sweep: string): Promise<Snapshot>;
  leaderboard(sweep: string): Promise<LeaderboardRow[]>;
  holes(sweep: string): Promise<HoleRow[]>;
  /** Reasons not to believe a number, by dataset, kind and entry. */
  doubts(sweep: string): Promise<DoubtRow[]>;
  /** Workers heard of in the last hour. */
  workers(): Promise<WorkerRow[]>;
  /** Results of a sweep's cells with their listings, for reports and exports, read page by page. */
  results(sweep: string): AsyncIterable<{ listings: readonly CellListing[]; result: CellDone }>;
  /** Images that could not be read, over the sweep's embed jobs; each once. */
  unreadableImages(sweep: string): Promise<{ dataset: string; path: string; reason: string }[]>;
  /** How fast the sweep's encoders ran, and how busy they kept their devices. */
  embeddings(sweep: string): Promise<EmbeddingRow[]>;
  /**
   * Runs one statement that reads (SELECT, WITH, VALUES, TABLE, SHOW, EXPLAIN), with a time limit; rows beyond the limit
   * stay in the server. @throws {QueryError} with Postgres' own words.
   */
  query(sql: string, limits: { rowsMax: number; timeoutMs: number }): Promise<QueryResult>;
}

export interface Store extends SweepStore, CoordinatorStore, WorkerStore, ReadStore {
  close(): Promise<void>;
}
