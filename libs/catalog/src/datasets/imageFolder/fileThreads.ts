/**
 * @file Threads that read files. They start when there is work for them and end with whoever opened them; each does one
 * task at a time, and a task takes milliseconds.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PackAnswer, PackRequest, ScanAnswer, ScanRequest } from './fileTasks.ts';

/** One per core up to eight; disks answer several questions at once, so never fewer than two. */
const THREADS = Math.min(8, Math.max(2, availableParallelism()));
/** What it reads lies outside of a thread's heap; a small one keeps many threads cheap. @unit MiB */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

interface Task {
  readonly request: ScanRequest | PackRequest;
  readonly moved: ArrayBuffer[];
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  task: Task | null;
}

export class FileThreads implements AsyncDisposable {
  /** Tasks that keep all threads busy. */
  readonly count = THREADS;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Task[] = [];

  scan(request: ScanRequest): Promise<ScanAnswer> {
    return this.#run(request, []);
  }

  pack(request: PackRequest): Promise<PackAnswer> {
    return this.#run(request, [request.frame]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #run<Answer>(request: ScanRequest | PackRequest, moved: ArrayBuffer[]): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ request, moved, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const task = this.#waiting[0];
    if (task === undefined) return;
    const idle = [...this.#threads].find((thread) => thread.task === null);
    if (idle === undefined && this.#threads.size === this.count) return;
    const thread = idle ?? this.#start();
    this.#waiting.shift();
    thread.task = task;
    thread.worker.postMessage(task.request, task.moved);
  }

  #start(): Thread {
    const worker = new Worker(new URL('./fileThread.ts', import.meta.url), { resourceLimits: RESOURCE_LIMITS });
    const thread: Thread = { worker, task: null };
    this.#threads.add(thread);
    worker.on('message', (answer: unknown) => {
      const { task } = thread;
      thread.task = null;
      task?.resolve(answer as never);
      this.#next();
    });
    worker.on('error', (error: unknown) => {
      this.#threads.delete(thread);
      thread.task?.reject(error instanceof Error ? error : new Error(String(error)));
      this.#next();
    });
    return thread;
  }
}
