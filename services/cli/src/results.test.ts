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
  const text = await resultsText(
    { output, environment: {} },
    { sweep: sweep({ done: 1 }), rows: [], unreadable, doubts: [], embeddings: [] },
  );
  expect(text).toContain(
    '2 images were left out, since nobody could read them: photos/a.jpg (it ends too early), …. `regatta report s` lists all.',
  );
});

test('results name the kinds of doubt, and one of them in full', async () => {
  const output = new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    isJson: false,
    isVerbose: false,
  });
  const place = { sweep: 's', dataset: 'd', protocol: 'few-shot', method: 'knn', variant: 'k=5', budget: '5' };
  const doubts = ['chance-level', 'chance-level', 'below-control'].map((kind, i) => ({
    ...{ ...place, kind, encoder: `e${i}` },
    evidence: `seen in ${i}.`,
  }));
  const found = { sweep: sweep({ done: 1 }), rows: [], unreadable: [], doubts, embeddings: [] };
  expect(await resultsText({ output, environment: {} }, found)).toContain(
    'Doubtful: chance-level (2), below-control (1). For example e0 with knn k=5 at 5: seen in 0. `regatta doubts s` lists all.',
  );
});
