/**
 * @file Decoding and resizing on threads of their own, so that they go on while the main thread is inside `run()`.
 * Each thread takes one image at a time; results come back without a copy.
 */
import { Worker } from 'node:worker_threads';
import type { Preprocessing } from '@regatta/vision';

/** What a decode thread answers. */
export type DecodeAnswer =
  { readonly id: number; readonly pixels: Uint8Array } | { readonly id: number; readonly reason: string };
export interface DecodeRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly preprocessing: Preprocessing;
}

/** Pixels, or the reason why the image cannot be read. */
export type Decoded = { readonly pixels: Uint8Array } | { readonly reason: string };

/** Requests in the hands of one thread: one it works on and one that waits, so that it never idles between two. */
const REQUESTS_PER_THREAD = 2;

export class DecodePool {
  readonly #threads: { worker: Worker; open: number }[];
  readonly #waiting: DecodeRequest[] = [];
  readonly #answers = new Map<number, { resolve: (decoded: Decoded) => void; reject: (error: Error) => void }>();
  #nextId = 0;

  constructor(threads: number) {
    this.#threads = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./decodeThread.ts', import.meta.url));
      worker.unref();
      const thread = { worker, open: 0 };
      worker.on('message', (answer: DecodeAnswer) => {
        thread.open--;
        this.#answers.get(answer.id)?.resolve(answer);
        this.#answers.delete(answer.id);
        this.#feed();
      });
      worker.on('error', (error) => this.#fail(error));
      return thread;
    });
  }

  /** Decodes and prepares one image; `bytes` may be a view of a larger buffer. */
  decode(bytes: Uint8Array, preprocessing: Preprocessing): Promise<Decoded> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      this.#waiting.push({ id, bytes: bytes.slice(), preprocessing });
      this.#feed();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #feed(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#threads.reduce((least, other) => (other.open < least.open ? other : least));
      if (thread.open >= REQUESTS_PER_THREAD) return;
      const request = this.#waiting.shift()!;
      thread.open++;
      thread.worker.postMessage(request, [request.bytes.buffer as ArrayBuffer]);
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#answers.values()) reject(error);
    this.#answers.clear();
  }
}
