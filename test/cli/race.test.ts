import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LeaderboardRow } from '@regatta/store';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, documentsOf, runCli, type Ran } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

let project: string;
const regatta = (...args: string[]): Promise<Ran> => runCli(args, { cwd: project });

interface Results {
  readonly rows: LeaderboardRow[];
  readonly verdict: { text: string }[];
  readonly report?: string;
}

const resultsOf = async (): Promise<Results> => documentOf(await regatta('results', '--json')) as unknown as Results;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'regatta-race-'));
  await writeTinyPhotos(join(project, 'photos'), { perClass: 14 });
});

afterAll(async () => {
  await regatta('down');
  await rm(project, { recursive: true, force: true });
});

/** One race on one folder, then every way to ask about it: each test goes on where the one before has ended. */
describe('a race on a folder of images', () => {
  const RACE = ['race', 'photos', '--budgets', '2,all', '--draws', '2'];
  let rows: LeaderboardRow[];

  test(
    'runs from nothing to leaderboard, verdict and report, and stops what it started',
    { timeout: 180_000 },
    async () => {
      const { code, stdout, stderr } = await regatta(...RACE);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(stderr).toMatch(/does not answer: clip-vit-b-32, .* cannot be fetched, so this goes on without/);
      expect(stdout).toContain('cells');
      expect(stdout).toMatch(/photos: done, \d+ of \d+ cells done/);
      expect(stdout).toMatch(/color-histogram\*? .*knn/);
      expect(stdout).toContain('Only controls took part, no pretrained encoder.');
      expect(stdout).toContain('Report: .regatta/reports/photos/index.html');
      expect(code).toBe(0);
      expect(await readFile(join(project, '.regatta/reports/photos/index.html'), 'utf8')).toContain('color-histogram');
      expect((await regatta('status')).stdout).toContain('Nothing runs in');
    },
  );

  test(
    'computes nothing twice: a second one starts the database alone and shows the same numbers',
    { timeout: 60_000 },
    async () => {
      ({ rows } = await resultsOf());
      // 4 encoders x 2 methods x 2 budgets, five metrics of one subset.
      expect(rows).toHaveLength(4 * 2 * 2 * 5);
      for (const { value, low, high, n } of rows) {
        expect(low).toBeLessThanOrEqual(value);
        expect(value).toBeLessThanOrEqual(high);
        expect(n).toBeGreaterThan(0);
      }
      const again = await regatta(...RACE, '--json');
      expect(again.stderr).not.toContain('Starting NATS');
      const documents = documentsOf(again);
      expect(documents.map(({ type }) => type)).toEqual(['plan', 'results']);
      expect(documents[0]).toMatchObject({ cells: { missing: 0, live: 0 }, jobs: { total: 0 } });
      expect((documents[1] as unknown as Results).rows).toEqual(rows);
    },
  );

  test(
    'is written as a sweep file that launch takes, and grows by what is new alone',
    { timeout: 180_000 },
    async () => {
      const file = await readFile(join(project, '.regatta/sweeps/photos.yaml'), 'utf8');
      await writeFile(
        join(project, 'more.yaml'),
        file.replace('name: photos', 'name: more').replace('draws: 2', 'draws: 3'),
      );
      const documents = documentsOf(await regatta('launch', 'more.yaml', '--json'));
      const plan = documents[0] as { cells: { total: number; done: number; missing: number } };
      expect(plan.cells.done).toBeGreaterThan(0);
      // One more draw: of the budget 2 for both methods; of all labels only for the one that sets some aside to validate.
      expect(plan.cells.missing).toBe(4 * (2 + 1));
      expect(documents.map(({ type }) => type)).toEqual(expect.arrayContaining(['plan', 'sweep', 'end', 'results']));
      expect(documents.at(-2)).toMatchObject({ type: 'end', result: 'done' });
    },
  );

  test('gives the same numbers by results, sql, CSV and a client of the database', { timeout: 120_000 }, async () => {
    const up = documentOf(await regatta('up', '--json')) as { databaseUrl: string; processes: { name: string }[] };
    expect(up.processes.map(({ name }) => name)).toEqual(['postgres', 'nats', 'coordinator', 'worker-1']);
    const key = (row: Pick<LeaderboardRow, 'encoder' | 'method' | 'budget' | 'metric'>) =>
      `${row.encoder} ${row.method} ${row.budget} ${row.metric}`;
    const numbers = new Map(rows.map((row) => [key(row), [row.value, row.low, row.high, row.rank]]));
    const query =
      "select encoder, method, budget, metric, value, low, high, rank from leaderboard where sweep = 'photos'";

    const sql = documentOf(await regatta('sql', query, '--json')) as {
      rows: [string, string, string, string, ...number[]][];
    };
    expect(
      new Map(
        sql.rows.map(([encoder, method, budget, metric, ...rest]) => [
          `${encoder} ${method} ${budget} ${metric}`,
          rest,
        ]),
      ),
    ).toEqual(numbers);

    const client = new pg.Client({ connectionString: up.databaseUrl });
    await client.connect();
    const asked = await client.query<LeaderboardRow>(query);
    await client.end();
    expect(new Map(asked.rows.map((row) => [key(row), [row.value, row.low, row.high, row.rank]]))).toEqual(numbers);

    const csv = (await regatta('results', 'photos', '--format', 'csv')).stdout.trimEnd().split('\r\n');
    expect(csv).toHaveLength(1 + rows.length);
    expect(csv[0]).toContain('draws,draw_sd,rank');
    expect(csv[1]).toContain(String(rows[0]!.value));
    expect((await regatta('results', 'photos', '--format', 'markdown')).stdout).toMatch(/^### photos/m);
    expect((await regatta('sql', 'delete from result')).code).toBe(2);
    expect((await regatta('holes', 'photos')).stdout).toContain('Every cell of photos has a result.');
    expect((await regatta('watch', 'photos', '--json')).code).toBe(0);
    expect((await regatta('down')).stdout).toBe('Stopped.\n');
  });

  test('plan writes jobs as files, and execute runs one by hand', { timeout: 120_000 }, async () => {
    await writeFile(
      join(project, 'hand.yaml'),
      'version: 1\nname: hand\nencoders: [hog]\ndatasets: [./photos]\nbudgets: [3]\ndraws: 1\nmethods: [{ knn: { k: 3 } }]\n',
    );
    await regatta('plan', 'hand.yaml', '--jobs', 'jobs');
    const documents = documentsOf(await regatta('execute', 'jobs/0001-embed.json', '--json'));
    expect(documents[0]).toMatchObject({ type: 'ready' });
    expect(documents.at(-1)).toMatchObject({ type: 'done', result: { rows: 42, unreadable: [] } });
  });
});

test('the launcher hands everything on, and its exit code back', async () => {
  const launcher = join(import.meta.dirname, '../../regatta');
  const { stdout } = await promisify(execFile)(launcher, ['--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  await expect(promisify(execFile)(launcher, ['dmeo'])).rejects.toMatchObject({ code: 2 });
});
