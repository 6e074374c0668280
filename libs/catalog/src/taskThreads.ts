/**
 * @file Threads that compute: they start when there is work, each does one task at a time, and they end with whoever
 * opened them. A thread that dies takes its task with it, and the next task starts another.
 */
import { Worker, type ResourceLimits } from 'node:worker_threads';

/** What a thread answers to each request. */
export type TaskAnswer<Answer> = { readonly answer: Answer } | { readonly fault: string };

interface Task<Request, Answer> {
  readonly request: Request;
  readonly moved: ArrayBuffer[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Thread<Request, Answer> {
  readonly worker: Worker;
  task: Task<Request, Answer> | null;
}

export class TaskThreads<Request, Answer> implements AsyncDisposable {
  readonly #code: URL;
  readonly #count: number;
  readonly #limits: ResourceLimits | undefined;
  readonly #threads = new Set<Thread<Request, Answer>>();
  readonly #waiting: Task<Request, Answer>[] = [];

  /**
   * @param code of a thread: it answers each message with one `TaskAnswer`
   * @param limits of the memory of each
   */
  constructor(code: URL, { count, limits }: { count: number; limits?: ResourceLimits }) {
    this.#code = code;
    this.#count = count;
    this.#limits = limits;
  }

  /** @param moved buffers of the request that are handed over instead of copied */
  run(request: Request, moved: ArrayBuffer[] = []): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, moved, resolve, reject });
      this.#next();
    });
  }

  /** Ends the threads; what is under way is never answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #next(): void {
    const task = this.#waiting[0];
    if (task === undefined) return;
    const idle = [...this.#threads].find((thread) => thread.task === null);
    if (idle === undefined && this.#threads.size === this.#count) return;
    const thread = idle ?? this.#start();
    this.#waiting.shift();
    thread.task = task;
    thread.worker.postMessage(task.request, task.moved);
  }

  #start(): Thread<Request, Answer> {
    const worker = new Worker(this.#code, this.#limits === undefined ? {} : { resourceLimits: this.#limits });
    const thread: Thread<Request, Answer> = { worker, task: null };
    this.#threads.add(thread);
    const end = (settle: (task: Task<Request, Answer>) => void) => {
      const { task } = thread;
      thread.task = null;
      if (task !== null) settle(task);
      this.#next();
    };
    worker.on('message', (answer: TaskAnswer<Answer>) => {
      end((task) => ('answer' in answer ? task.resolve(answer.answer) : task.reject(new Error(answer.fault))));
    });
    worker.on('error', (error: unknown) => {
      this.#threads.delete(thread);
      end((task) => task.reject(error instanceof Error ? error : new Error(String(error))));
    });
    worker.on('exit', (code) => {
      if (!this.#threads.delete(thread)) return;
      end((task) => task.reject(new Error(`A thread ended with code ${code} before it answered.`)));
    });
    return thread;
  }
}
