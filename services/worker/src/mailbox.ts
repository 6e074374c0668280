/** @file Messages in the order they came, taken one at a time; after the end every taker hears why. */

export class Mailbox<T> {
  readonly #messages: T[] = [];
  readonly #takers: { resolve: (message: T) => void; reject: (error: Error) => void }[] = [];
  #error: Error | null = null;

  put(message: T): void {
    const taker = this.#takers.shift();
    if (taker) taker.resolve(message);
    else this.#messages.push(message);
  }

  /** No more messages will come; those already here can still be taken. Only the first reason counts. */
  fail(error: Error): void {
    this.#error ??= error;
    for (const taker of this.#takers.splice(0)) taker.reject(this.#error);
  }

  /** The next message. @throws the reason of the end, once all messages are taken. */
  take(): Promise<T> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.#error) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
  }
}
