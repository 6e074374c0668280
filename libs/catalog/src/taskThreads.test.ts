import { expect, test } from 'vitest';
import { TaskThreads } from './taskThreads.ts';

/** Answers twice the number, says that odd ones are at fault, and dies of 13. */
const CODE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (number) => {
      if (number === 13) process.exit(7);
      parentPort.postMessage(number % 2 === 0 ? { answer: 2 * number } : { fault: 'odd: ' + number });
    });
  `)}`,
);

test('every task is answered, whatever becomes of the others', async () => {
  await using threads = new TaskThreads<number, number>(CODE, { count: 2 });
  const settled = await Promise.allSettled([2, 13, 5, 4, 13, 6].map((number) => threads.run(number)));
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([
    4,
    'A thread ended with code 7 before it answered.',
    'odd: 5',
    8,
    'A thread ended with code 7 before it answered.',
    12,
  ]);
});

test('a thread that cannot start fails its task', async () => {
  await using threads = new TaskThreads<number, number>(new URL('file:///nowhere/thread.js'), { count: 1 });
  await expect(threads.run(1)).rejects.toThrow(/Cannot find module/);
});
