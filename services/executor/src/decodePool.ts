/**
 * @file Decoding and resizing on threads of their own, so that they go on while the main thread is inside `run()`.
 *
 * `run()` holds up the main thread for up to two seconds, and what a thread has finished is handed over only after it.
 * So each request goes to a thread at once, to the one with the fewest bytes before it, and waits there: a thread that
 * had to ask for the next image would idle until the end of the run. How many are under way is the caller's choice.
 *
 * A thread that dies takes the image with it that it worked on; the others of its queue go to another thread.
 */
import { Worker } from 'node:worker_threads';
import { TerminalError } from '@regatta/jobs';
import type { Preprocessing } from '@regatta/vision';

export interface DecodeRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly preprocessing: Preprocessing;
}

/** What a decode thread answers. */
export type DecodeAnswer =
  | { readonly id: number; readonly pixels: Uint8Array }
  | { readonly id: number; readonly reason: string }
  | { readonly id: number; readonly fault: string };

/** Pixels, or the reason why the image cannot be read. */
export type Decoded = { readonly pixels: Uint8Array } | { readonly reason: string };

/** Decoding broke down on an image that is not simply unreadable: a fault of ours, or out of memory. */
export class DecodeError extends TerminalError {
  override readonly name = 'DecodeError';
}

export interface DecodePoolOptions {
  readonly threads: number;
  /** The code of a thread. @default decodeThread.ts */
  readonly thread?: URL;
}

interface Work {
  readonly id: number;
  /** Stays here until the answer: a copy is what the thread gets, and dies with it. */
  readonly bytes: Uint8Array;
  readonly preprocessing: Preprocessing;
  readonly resolve: (decoded: Decoded) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** In the order in which it takes them. */
  readonly queue: Work[];
  queuedBytes: number;
  hasAnswered: boolean;
}

/** What an image costs beside its bytes. */
const BYTES_PER_IMAGE = 20_000;
/** Pixels lie outside of a thread's heap: one that grows beyond this leaks, and dies alone. @unit MiB */
const HEAP_MIB_MAX = 256;
/** Threads that die one after the other before their first answer: then it is not an image's fault. */
const DEAD_STARTS_MAX = 3;

export class DecodePool {
  readonly #code: URL;
  readonly #threads = new Set<Thread>();
  #nextId = 0;
  #deadStarts = 0;
  #isClosed = false;

  constructor({ threads, thread = new URL('./decodeThread.ts', import.meta.url) }: DecodePoolOptions) {
    this.#code = thread;
    for (let i = 0; i < threads; i++) this.#start();
  }

  /**
   * Decodes and prepares one image; `bytes` may be a view of a larger buffer and must not change until the answer.
   * @throws {DecodeError} its thread died over it, or decoding has a fault of its own
   */
  decode(bytes: Uint8Array, preprocessing: Preprocessing): Promise<Decoded> {
    if (this.#isClosed) return Promise.reject(new DecodeError('The decode threads have been closed.'));
    return new Promise((resolve, reject) => {
      this.#send({ id: this.#nextId++, bytes, preprocessing, resolve, reject });
    });
  }

  /** Ends the threads; whatever was under way is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #send(work: Work): void {
    const [first, ...others] = this.#threads;
    if (first === undefined) return work.reject(new DecodeError('No decode thread can be started.'));
    const thread = others.reduce((least, other) => (other.queuedBytes < least.queuedBytes ? other : least), first);
    thread.queue.push(work);
    thread.queuedBytes += cost(work);
    const { id, preprocessing } = work;
    // Not `slice`, which for a Buffer is a view of the pool that all small buffers share.
    const bytes = new Uint8Array(work.bytes);
    thread.worker.postMessage({ id, bytes, preprocessing } satisfies DecodeRequest, [bytes.buffer]);
  }

  #start(): void {
    const worker = new Worker(this.#code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX } });
    worker.unref();
    const thread: Thread = { worker, queue: [], queuedBytes: 0, hasAnswered: false };
    this.#threads.add(thread);
    let death = 'ended by itself';
    worker.on('message', (answer: DecodeAnswer) => this.#take(thread, answer));
    worker.on('error', (error) => (death = describe(error)));
    worker.on('exit', () => this.#bury(thread, death));
  }

  #take(thread: Thread, answer: DecodeAnswer): void {
    thread.hasAnswered = true;
    this.#deadStarts = 0;
    const work = thread.queue.shift();
    if (work?.id !== answer.id) throw new Error(`A decode thread answered ${answer.id}, expected ${work?.id}.`);
    thread.queuedBytes -= cost(work);
    if ('fault' in answer) work.reject(new DecodeError(`Decoding has a fault of its own: ${answer.fault}`));
    else work.resolve(answer);
  }

  #bury(thread: Thread, death: string): void {
    this.#threads.delete(thread);
    const [inHand, ...others] = thread.queue;
    if (this.#isClosed) {
      for (const work of thread.queue) work.reject(new DecodeError('The decode threads have been closed.'));
      return;
    }
    if (!thread.hasAnswered) this.#deadStarts++;
    if (this.#deadStarts <= DEAD_STARTS_MAX) this.#start();
    inHand?.reject(new DecodeError(`The thread that decoded this image died: ${death}`));
    for (const work of others) this.#send(work);
  }
}

function cost({ bytes }: Work): number {
  return bytes.length + BYTES_PER_IMAGE;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
