import { expect, test } from 'vitest';
import { systemTime } from './time.ts';

test('sleeps at least as long as asked', async () => {
  const startMs = systemTime.now();
  await systemTime.sleep(30);
  expect(systemTime.now() - startMs).toBeGreaterThanOrEqual(28);
});

test('wakes at once when the signal fires, and does not begin when it has', async () => {
  const controller = new AbortController();
  const startMs = systemTime.now();
  const sleeping = systemTime.sleep(60_000, controller.signal);
  controller.abort();
  await sleeping;
  await systemTime.sleep(60_000, controller.signal);
  expect(systemTime.now() - startMs).toBeLessThan(1000);
});
