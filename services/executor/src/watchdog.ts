/**
 * @file Ends the executor when its agent is gone, even while the main thread is inside a long native call.
 *
 * A thread of its own reads the lifeline, a pipe over which nothing is ever said. End of file means that the agent's
 * end closed, by whatever death, and SIGKILL is the one signal that a thread inside `run()` cannot put off.
 */
import { readSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

/** File descriptor of the lifeline, given by the agent. */
export const LIFELINE = 4;
const LOOK_MS = 200;

/** Starts watching the lifeline; the thread does not keep the process alive. */
export function startWatchdog(descriptor = LIFELINE): void {
  new Worker(new URL(import.meta.url), { workerData: { watchdog: descriptor } }).unref();
}

function watch(descriptor: number): never {
  const byte = Buffer.alloc(1);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      if (readSync(descriptor, byte, 0, 1, null) === 0) process.kill(process.pid, 'SIGKILL');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN' && code !== 'EINTR') process.kill(process.pid, 'SIGKILL');
      Atomics.wait(pause, 0, 0, LOOK_MS);
    }
  }
}

const data = workerData as { watchdog?: number } | null;
if (!isMainThread && data?.watchdog !== undefined) watch(data.watchdog);
