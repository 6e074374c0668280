/** @file A thread of the decode pool: one request in, pixels or a reason out. */
import { parentPort } from 'node:worker_threads';
import { ImageError, decodeAndPrepare } from '@regatta/vision';
import type { DecodeAnswer, DecodeRequest } from './decodePool.ts';

const port = parentPort!;

port.on('message', ({ id, bytes, preprocessing }: DecodeRequest) => {
  void decodeAndPrepare(bytes, preprocessing).then(
    (pixels) => port.postMessage({ id, pixels } satisfies DecodeAnswer, [pixels.buffer as ArrayBuffer]),
    (error: unknown) => {
      // An image that cannot be read is an answer; anything else is our own fault and ends the job.
      if (!(error instanceof ImageError)) throw error;
      port.postMessage({ id, reason: error.message } satisfies DecodeAnswer);
    },
  );
});
