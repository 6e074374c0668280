import { expect, test } from 'vitest';
import { Output } from './output.ts';
import { missingSentence, resultsText } from './results.ts';

const sweep = (cells: { pending?: number; done?: number; failed?: number; cancelled?: number }) => ({
  name: 's',
  state: 'running' as const,
  createdAt: new Date(0),
  finishedAt: null,
  cells: { pending: 0, done: 0, failed: 0, cancelled: 0, ...cells },
  jobs: [],
});

test('results say how many cells are missing, why, and where to look', () => {
  expect(missingSentence(sweep({ done: 5 }))).toBeNull();
  expect(missingSentence(sweep({ done: 1, pending: 2, failed: 1, cancelled: 1 }))).toBe(
    '4 of 5 cells have no result: 2 pending (the sweep is running), 1 failed, 1 cancelled. `regatta holes s` says why.',
  );
});

test('results count the images that nobody could read, and name the first', async () => {
  const output = new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    isJson: false,
    isVerbose: false,
  });
  const unreadable = ['a.jpg', 'b.jpg'].map((path) => ({ dataset: 'photos', path, reason: 'it ends too early' }));
  const text = await resultsText({ output, environment: {} }, { sweep: sweep({ done: 1 }), rows: [], unreadable });
  expect(text).toContain(
    '2 images were left out, since nobody could read them: photos/a.jpg (it ends too early), …. `regatta report s` lists all.',
  );
});
