/**
 * @file The tables of the store as maps in memory. What SQL says by joins stands here as sets of names on both sides; the
 * rules of ../invariants.testkit.ts hold for it all the same, see violations.testkit.ts.
 */
import type {
  CellDone,
  CellListing,
  CompareResult,
  EncoderRef,
  JobKind,
  Lane,
  PlannedCell,
  PlannedJob,
} from '@regatta/jobs';
import type { FailureCounters } from '../retryPolicy.ts';
import type { CellState, Fence, JobState, SweepState, WorkerInfo } from '../store.ts';

export interface SweepRow {
  readonly name: string;
  state: SweepState;
  readonly createdAtMs: number;
  launchedAtMs: number;
  finishedAtMs: number | null;
  listings: readonly ListingRow[];
  /** Jobs that compute its cells, and all that these depend on. */
  readonly jobs: Set<string>;
}

export interface ListingRow extends Omit<CellListing, 'budget'> {
  readonly cell: string;
  readonly protocol: string;
  readonly method: string;
  readonly budget: string;
}

export interface CellRow {
  readonly id: string;
  readonly cell: PlannedCell['cell'];
  state: CellState;
  reason: string | null;
  endedAtMs: number | null;
  /** The job that is to bring its result: one at most, and only while it is pending. */
  liveJob: string | null;
}

export interface AttemptRow {
  readonly token: number;
  readonly worker: string;
  outcome: string | null;
  endedAtMs: number | null;
  /** Cells that ended in it. */
  cells: number;
}

export interface JobRow {
  readonly id: string;
  readonly sequence: number;
  readonly kind: JobKind;
  readonly lane: Lane;
  readonly payload: PlannedJob['payload'];
  readonly label: string;
  readonly images: number;
  state: JobState;
  token: number;
  worker: string | null;
  leaseUntilMs: number | null;
  counters: FailureCounters;
  notBeforeMs: number | null;
  publications: number;
  unansweredPublications: number;
  publishedAtMs: number | null;
  result: unknown;
  standings: CompareResult['standings'] | null;
  reason: string | null;
  isAnnounced: boolean;
  readonly dependsOn: Set<string>;
  readonly dependants: Set<string>;
  readonly cells: Set<string>;
  readonly attempts: AttemptRow[];
}

export interface WorkerTableRow {
  info: WorkerInfo;
  seenAtMs: number;
  memoryBytes: number;
  hasLeft: boolean;
}

export const NO_FAILURES: FailureCounters = {
  ...{ errors: 0, executorDeaths: 0, infrastructureErrors: 0, interruptions: 0 },
};

export interface MemoryTablesOptions {
  /** The database's clock. @unit milliseconds since 1970 */
  readonly now: () => number;
  /** Uniform in [0, 1): jitter of delays. */
  readonly random: () => number;
}

export class MemoryTables {
  readonly sweeps = new Map<string, SweepRow>();
  readonly cells = new Map<string, CellRow>();
  readonly jobs = new Map<string, JobRow>();
  readonly results = new Map<string, { readonly fence: Fence; readonly done: CellDone }>();
  /** Jobs that were given up and not started afresh since. */
  readonly deadLetters = new Map<string, { readonly cause: string; readonly reason: string }>();
  readonly workers = new Map<string, WorkerTableRow>();
  readonly encoders = new Map<string, EncoderRef>();
  lead: { coordinator: string; epoch: number; expiresAtMs: number } | null = null;
  readonly now: () => number;
  readonly random: () => number;

  constructor({ now, random }: MemoryTablesOptions) {
    this.now = now;
    this.random = random;
  }

  insertJob(row: Pick<JobRow, 'id' | 'kind' | 'lane' | 'payload' | 'label' | 'images' | 'state'>): void {
    this.jobs.set(row.id, {
      ...row,
      sequence: this.jobs.size + 1,
      ...{ token: 0, worker: null, leaseUntilMs: null, counters: NO_FAILURES, notBeforeMs: null },
      ...{ publications: 0, unansweredPublications: 0, publishedAtMs: null },
      ...{ result: null, standings: null, reason: null, isAnnounced: false },
      ...{ dependsOn: new Set(), dependants: new Set(), cells: new Set(), attempts: [] },
    });
  }

  job(id: string): JobRow {
    return this.jobs.get(id)!;
  }

  cell(id: string): CellRow {
    return this.cells.get(id)!;
  }

  /** Cells of the job that it is still to bring. */
  liveCells(job: JobRow): CellRow[] {
    return [...job.cells].map((id) => this.cell(id)).filter(({ liveJob }) => liveJob === job.id);
  }

  /** Is there a sweep in one of these states that wants the job? */
  isWanted(job: string, states: readonly SweepState[] = ['running']): boolean {
    for (const sweep of this.sweeps.values()) if (states.includes(sweep.state) && sweep.jobs.has(job)) return true;
    return false;
  }
}

export const isOpen = ({ state }: { state: JobState }): boolean =>
  state === 'waiting' || state === 'ready' || state === 'running';

/** Orders by text, as the tables' keys are ordered. */
export function byText<T>(...keys: ((row: T) => string)[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
}
