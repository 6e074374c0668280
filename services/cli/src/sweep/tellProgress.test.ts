import { expect, test } from 'vitest';
import { tellProgress } from './tellProgress.ts';

test('says how long the rest of a step will take once its pace is known', () => {
  let nowMs = 0;
  const lines: string[] = [];
  const tell = tellProgress(
    'pets',
    (line) => lines.push(line),
    () => nowMs,
  );
  const after = (ms: number, progress: Parameters<typeof tell>[0]) => {
    nowMs += ms;
    tell(progress);
  };
  after(0, { step: 'list', done: 500, total: null });
  after(9000, { step: 'list', done: 365_000, total: null });
  after(0, { step: 'read', done: 100, total: 365_000 });
  after(1000, { step: 'read', done: 1100, total: 365_000 });
  after(9000, { step: 'read', done: 10_100, total: 365_000 });
  after(90_000, { step: 'read', done: 330_100, total: 365_000 });
  after(0, { step: 'read', done: 365_000, total: 365_000 });
  after(5000, { step: 'store', done: 1, total: 40_000 });
  after(4000, { step: 'store', done: 2, total: 40_000 });
  expect(lines).toEqual([
    'pets: looking for images, 500',
    'pets: looking for images, 365,000',
    'pets: reading images, 100 of 365,000',
    'pets: reading images, 1,100 of 365,000',
    'pets: reading images, 10,100 of 365,000, 6 min left',
    'pets: reading images, 330,100 of 365,000, 11 s left',
    'pets: reading images, 365,000 of 365,000',
    'pets: storing shards, 1 of 40,000',
    'pets: storing shards, 2 of 40,000, 44.4 h left',
  ]);
});
