/**
 * @file A decode thread that does as the first byte of an image says, so that tests can have every ending:
 * 0 answers the second byte as pixels, 1 cannot be read, 2 has a fault, 3 throws, 4 exits, 5 eats memory until it dies.
 */
import { parentPort } from 'node:worker_threads';
import type { DecodeAnswer, DecodeRequest } from '../src/decodePool.ts';

parentPort!.on('message', ({ id, bytes }: DecodeRequest) => {
  const say = (answer: DecodeAnswer) => parentPort!.postMessage(answer);
  switch (bytes[0]) {
    case 0:
      return say({ id, pixels: bytes.slice(1) });
    case 1:
      return say({ id, reason: 'not an image' });
    case 2:
      return say({ id, fault: 'a bug' });
    case 3:
      throw new Error('nobody caught this');
    case 4:
      return process.exit(7);
    default:
      for (const heap: unknown[] = []; ;) heap.push(new Array(1e6).fill(heap.length));
  }
});
