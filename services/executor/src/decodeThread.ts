/** @file A thread of the decode pool: requests in, and for each of them, in their order, pixels or a reason out. */
import { parentPort } from 'node:worker_threads';
import { ImageError, decodeAndPrepare } from '@regatta/vision';
import type { DecodeAnswer, DecodeRequest } from './decodePool.ts';

const port = parentPort!;
let last = Promise.resolve();

port.on('message', (request: DecodeRequest) => {
  last = last.then(() => answer(request));
});

async function answer({ id, bytes, preprocessing }: DecodeRequest): Promise<void> {
  try {
    const pixels = await decodeAndPrepare(bytes, preprocessing);
    port.postMessage({ id, pixels } satisfies DecodeAnswer, [pixels.buffer as ArrayBuffer]);
  } catch (error) {
    // An image that cannot be read is an answer; anything else is our own fault and ends the job.
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const isUnreadable = error instanceof ImageError;
    port.postMessage((isUnreadable ? { id, reason: message } : { id, fault: stack ?? message }) satisfies DecodeAnswer);
  }
}
