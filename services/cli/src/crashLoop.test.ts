import { expect, test } from 'vitest';
import { CrashLoopDetector } from './crashLoop.ts';

const child = (restarts: number) => ({
  name: 'worker-1',
  state: 'restarting' as const,
  pid: null,
  restarts,
  logFile: '/x/worker-1.log',
  trouble: 'ended by exit code 3',
});

test('a process that ends as often as it is started is told, with its last words and its log', () => {
  const detector = new CrashLoopDetector();
  expect(detector.look([child(0)], 0)).toBeNull();
  expect(detector.look([child(4)], 2000)).toBeNull();
  expect(detector.look([child(5)], 4000)).toBe(
    'worker-1 ends as often as it is started: ended by exit code 3. Its log is /x/worker-1.log.',
  );
});

test('a process that dies now and then is started again in silence', () => {
  const detector = new CrashLoopDetector();
  for (let restarts = 0; restarts < 50; restarts++)
    expect(detector.look([child(restarts)], restarts * 10_000)).toBeNull();
});
