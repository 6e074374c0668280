/**
 * @file Preloaded into an executor (`--import`), it ends the process as a fault of native code would, from inside of a decode
 * thread, once an image is handed to it in which the word DEADLY stands.
 */
import { parentPort } from 'node:worker_threads';
import type { DecodeRequest } from '../src/decodePool.ts';

if (parentPort !== null) {
  const port = parentPort;
  const on = port.on.bind(port);
  // Not one listener more: what comes before the thread's own one would be lost.
  port.on = ((event: 'message', listener: (message: unknown) => void) =>
    on(event, (message: unknown) => {
      const bytes = (message as Partial<DecodeRequest> | null)?.bytes;
      if (bytes !== undefined && Buffer.from(bytes).includes('DEADLY')) process.kill(process.pid, 'SIGSEGV');
      listener(message);
    })) as typeof port.on;
}
