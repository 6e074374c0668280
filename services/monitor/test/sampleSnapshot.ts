/** @file A snapshot as a database in the middle of a sweep gives it. */
import type { MatrixField, Snapshot, SweepSummary, WorkerRow } from '@regatta/store';

export const START = new Date('2026-11-02T10:00:00Z');

export function sampleWorker(changes: Partial<WorkerRow> = {}): WorkerRow {
  return {
    id: 'laptop-1',
    host: 'laptop',
    pid: 4711,
    lanes: ['gpu', 'cpu'],
    device: 'cpu',
    threads: 2,
    memoryBytes: 734_003_200,
    version: '0.1.0',
    state: 'alive',
    job: 'a'.repeat(64),
    jobKind: 'embed',
    jobLabel: 'hog emoji-drift',
    heartbeatAgeMs: 1200,
    ...changes,
  };
}

export function sampleField(changes: Partial<MatrixField> = {}): MatrixField {
  return {
    encoder: 'hog',
    dataset: 'emoji-drift',
    pending: 6,
    done: 12,
    failed: 0,
    cancelled: 0,
    best: 0.4567,
    ...changes,
  };
}

export interface SnapshotChanges extends Partial<Omit<Snapshot, 'sweep'>> {
  readonly sweep?: Partial<SweepSummary>;
  /** Time since `START`. */
  readonly seconds?: number;
}

export function sampleSnapshot({ sweep = {}, seconds = 42, ...changes }: SnapshotChanges = {}): Snapshot {
  return {
    at: new Date(START.getTime() + 1000 * seconds),
    sweep: {
      name: 'demo',
      state: 'running',
      createdAt: START,
      finishedAt: null,
      cells: { pending: 40, done: 31, failed: 1, cancelled: 0 },
      jobs: [],
      ...sweep,
    },
    matrix: [
      sampleField({ encoder: 'pixel-statistics', pending: 0, done: 18, best: 0.312 }),
      sampleField(),
      sampleField({ encoder: 'color-histogram', pending: 16, done: 1, failed: 1, best: 0.298 }),
      sampleField({ encoder: 'random-vit', pending: 18, done: 0, best: null }),
    ],
    workers: [
      sampleWorker(),
      sampleWorker({
        id: 'laptop-2',
        job: 'b'.repeat(64),
        jobKind: 'evaluate',
        jobLabel: 'pixel-statistics emoji-drift',
        heartbeatAgeMs: 300,
      }),
      sampleWorker({
        id: 'attic-1',
        state: 'silent',
        job: null,
        jobKind: null,
        jobLabel: null,
        heartbeatAgeMs: 21_000,
      }),
    ],
    cellsLastMinute: 31,
    images: { done: 2600, total: 5200 },
    failures: [{ reason: 'Fewer training images (3) than k (5).', count: 1 }],
    ...changes,
  };
}
