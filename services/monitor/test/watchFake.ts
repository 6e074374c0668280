/** @file Watches a sweep that exists in memory only, for tests of the terminal: `node watchFake.ts [encoders] [json|lines]`. */
import type { Snapshot } from '@regatta/store';
import { watchSweep } from '../src/mod.ts';
import { sampleField, sampleSnapshot } from './sampleSnapshot.ts';

const encoders = Number(process.argv[2] ?? 4);
const form = process.argv[3] ?? 'live';
const secondsMax = Number(process.argv[4] ?? 3600);
const startMs = Date.now();

function snapshot(): Promise<Snapshot> {
  const seconds = (Date.now() - startMs) / 1000;
  const isDone = seconds >= secondsMax;
  const part = Math.min(1, seconds / 60);
  const done = isDone ? 100 : Math.floor(99 * part);
  const matrix = Array.from({ length: encoders }, (_, i) =>
    sampleField({ encoder: `encoder-${i}`, pending: isDone ? 0 : 10, done: 8, best: 0.3 + i / 100 }),
  );
  const sweep = {
    state: isDone ? ('done' as const) : ('running' as const),
    createdAt: new Date(startMs),
    finishedAt: isDone ? new Date(startMs + 1000 * secondsMax) : null,
    cells: { pending: 100 - done, done, failed: 0, cancelled: 0 },
  };
  return Promise.resolve({ ...sampleSnapshot({ matrix, sweep }), at: new Date() });
}

const end = await watchSweep({
  store: { snapshot },
  bus: null,
  sweep: 'demo',
  stdout: process.stdout,
  stdin: process.stdin,
  isInteractive: form === 'live',
  json: form === 'json',
  signal: new AbortController().signal,
  untilDone: true,
});
process.stderr.write(`ended: ${end}\n`);
