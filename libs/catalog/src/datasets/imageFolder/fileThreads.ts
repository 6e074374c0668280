/** @file Threads that read files, one per core up to eight; a task takes milliseconds. */
import { availableParallelism } from 'node:os';
import { TaskThreads } from '../../taskThreads.ts';
import type { PackAnswer, PackRequest, ScanAnswer, ScanRequest } from './fileTasks.ts';

/** Disks answer several questions at once: never fewer than two. */
const THREADS = Math.min(8, Math.max(2, availableParallelism()));
/** What they read lies outside of their heaps. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

export class FileThreads implements AsyncDisposable {
  /** Tasks that keep all threads busy. */
  readonly count = THREADS;
  readonly #threads: TaskThreads<ScanRequest | PackRequest, ScanAnswer | PackAnswer>;

  constructor() {
    this.#threads = new TaskThreads(new URL('./fileThread.ts', import.meta.url), { count: THREADS, limits: LIMITS });
  }

  async scan(request: ScanRequest): Promise<ScanAnswer> {
    return (await this.#threads.run(request)) as ScanAnswer;
  }

  /** The frame of the request moves to the thread. */
  async pack(request: PackRequest): Promise<PackAnswer> {
    return (await this.#threads.run(request, [request.frame])) as PackAnswer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#threads[Symbol.asyncDispose]();
  }
}
