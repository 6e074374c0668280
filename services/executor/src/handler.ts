/** @file What a job's handler is given and what it may say; the table of handlers is typed by the catalog of jobs. */
import type { Blobs } from '@regatta/blobs';
import type { CellOutcome, JobKind, JobPayload, JobResult, Progress } from '@regatta/jobs';
import type { DecodePool } from './decodePool.ts';
import type { FeatureReader } from './features.ts';
import type { Objects } from './objects.ts';

export interface JobContext {
  readonly job: string;
  /** Results of the jobs this one depends on, by id. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Cells that need no work, an earlier attempt has committed them. */
  readonly finishedCells: ReadonlySet<string>;
  readonly blobs: Blobs;
  /** Manifests, weights and sessions, kept between jobs. */
  readonly objects: Objects;
  readonly features: FeatureReader;
  readonly decoder: DecodePool;
  readonly threads: number;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  cell(outcome: CellOutcome): void;
}

export type JobHandler<K extends JobKind> = (payload: JobPayload<K>, context: JobContext) => Promise<JobResult<K>>;

/** One handler per kind: a kind without one does not compile. */
export type Handlers = { readonly [K in JobKind]: JobHandler<K> };
