/**
 * @file Time as coordinator and agent see it, so that a simulator can put a virtual clock in its place.
 * Deadlines that matter (leases, delays) are judged by the database; this clock only decides when to look again.
 */

export interface Time {
  /** @unit milliseconds, monotonic, of arbitrary origin */
  now(): number;
  /** The present moment for people: event times and logs. */
  date(): Date;
  /** Resolves after `ms`, or at once when the signal fires; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemTime: Time = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};
