/** @file The connection's ups and downs, for those who must do something about them. */
import { Events, type NatsConnection } from 'nats';
import type { BusStatus } from './bus.ts';

export class Link {
  readonly connection: NatsConnection;
  #status: BusStatus = 'connected';
  readonly #onReconnect = new Set<() => void>();
  readonly #onChange = new Set<() => void>();
  /** Resolves once the connection is closed for good. */
  readonly closed: Promise<void>;

  constructor(connection: NatsConnection) {
    this.connection = connection;
    this.closed = connection.closed().then(() => this.#change('closed'));
    void this.#follow();
  }

  get status(): BusStatus {
    return this.#status;
  }

  /** @returns how to stop listening */
  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener);
    return () => void this.#onReconnect.delete(listener);
  }

  /**
   * Runs a request and hears its answer over one unbroken connection. A request that is made while there is none, or
   * whose connection breaks, would be waited for in vain: the client does not send it again.
   * @param waitMs how long to wait for a connection first
   */
  async request<T>(waitMs: number, run: () => Promise<T>): Promise<T> {
    await this.#connected(waitMs);
    const { promise: broken, reject } = Promise.withResolvers<never>();
    const check = () => this.#status !== 'connected' && reject(new Error('the connection broke'));
    this.#onChange.add(check);
    try {
      return await Promise.race([run(), broken]);
    } finally {
      this.#onChange.delete(check);
    }
  }

  async #connected(waitMs: number): Promise<void> {
    if (this.#status === 'connected') return;
    if (this.#status === 'closed') throw new Error('the connection is closed');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = () => (this.#status === 'connected' ? resolve() : reject(new Error('the connection is closed')));
    const timer = setTimeout(() => reject(new Error('the server is away')), waitMs);
    this.#onChange.add(check);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#onChange.delete(check);
    }
  }

  #change(status: BusStatus): void {
    this.#status = status;
    for (const listener of this.#onChange) listener();
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === Events.Disconnect) this.#change('reconnecting');
      if (type !== Events.Reconnect) continue;
      this.#change('connected');
      for (const listener of this.#onReconnect) listener();
    }
  }
}
