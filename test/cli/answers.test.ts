import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createIdleFleet } from './idleFleet.ts';
import { createProject, documentOf, documentsOf, runCli, type Ran } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

const SWEEP =
  'version: 1\nname: idle\nencoders: [hog, color-histogram]\ndatasets: [./photos]\nbudgets: [2, all]\ndraws: 2\nmethods: [{ knn: { k: 3 } }]\n';

describe('with --json every command answers documents', () => {
  test(
    'plan, launch, status, control, results, holes, report and sql, over a fleet',
    { timeout: 120_000 },
    async () => {
      const fleet = await createIdleFleet(SWEEP);
      const regatta = (...args: string[]): Promise<Ran> => runCli(args, fleet);

      const plan = documentOf(await regatta('plan', 'sweep.yaml', '--json'));
      expect(plan).toMatchObject({
        type: 'plan',
        sweep: 'idle',
        budgets: [2, 'all'],
        draws: 2,
        // Two draws of the budget 2, and all of them once under the budget `all`.
        cells: { total: 6, done: 0, live: 0, missing: 6, entries: 8 },
        jobs: { total: 4, embed: 2, evaluate: 2 },
        images: 48,
        warnings: [],
      });

      const launch = documentsOf(await regatta('launch', 'sweep.yaml', '--detach', '--json'));
      expect(launch.map(({ type }) => type)).toEqual(['plan', 'launch']);
      expect(launch[1]).toMatchObject({ sweep: 'idle', isComplete: false });
      const again = documentOf(await regatta('plan', 'sweep.yaml', '--json'));
      expect(again).toMatchObject({ cells: { total: 6, live: 6, missing: 0 }, jobs: { total: 0 } });

      const status = documentOf(await regatta('status', '--json'));
      expect(status).toMatchObject({
        type: 'status',
        isEmbedded: false,
        sweeps: [{ name: 'idle', state: 'running', cells: { pending: 6, done: 0, failed: 0, cancelled: 0 } }],
        workers: [],
      });

      for (const [verb, state] of [
        ['pause', 'paused'],
        ['resume', 'running'],
      ] as const)
        expect(documentOf(await regatta(verb, 'idle', '--json'))).toMatchObject({
          type: 'sweep',
          sweep: 'idle',
          state,
        });

      const results = await regatta('results', '--json');
      expect(documentOf(results)).toMatchObject({ type: 'results', sweep: { name: 'idle' }, rows: [], verdict: [] });
      expect(results.code).toBe(0);

      const holes = documentOf(await regatta('holes', 'idle', '--json')) as {
        holes: { encoder: string; state: string }[];
      };
      expect(holes.holes).toHaveLength(8);
      expect(new Set(holes.holes.map(({ state }) => state))).toEqual(new Set(['pending']));

      const sql = documentOf(
        await regatta('sql', "select count(*) as holes from holes where sweep = 'idle'", '--json'),
      );
      expect(sql).toEqual({ type: 'rows', columns: ['holes'], rows: [[8]], isCut: false });

      const report = documentOf(await regatta('report', '--json', '--out', 'report.html'));
      expect(report).toMatchObject({ type: 'report', sweep: 'idle', file: expect.stringMatching(/report\.html$/) });

      expect(documentOf(await regatta('cancel', 'idle', '--json'))).toMatchObject({
        state: 'cancelled',
        cells: { pending: 0, cancelled: 6 },
      });
      expect((await regatta('results', 'ilde')).stderr).toContain('There is no sweep `ilde`. Did you mean "idle"?');
    },
  );

  test('datasets, encoders, down', async () => {
    const cwd = await createProject();
    await writeTinyPhotos(join(cwd, 'photos'), { perClass: 4 });
    await writeFile(join(cwd, 'photos/amber/broken.png'), 'no picture');
    const added = documentOf(await runCli(['datasets', 'add', 'photos', '--json'], { cwd }));
    expect(added).toMatchObject({
      type: 'dataset',
      name: 'photos',
      isNew: true,
      summary: { images: 12 },
      rejected: [{ path: 'amber/broken.png', reason: expect.any(String) }],
    });
    const list = documentOf(await runCli(['datasets', 'list', '--json'], { cwd }));
    expect(list).toMatchObject({ type: 'datasets', datasets: [{ name: 'photos', images: 12 }] });
    const show = documentOf(await runCli(['datasets', 'show', 'photos', '--json'], { cwd }));
    expect(show).toMatchObject({ type: 'dataset', classes: [{ name: 'amber', images: 4 }, {}, {}] });
    const encoders = documentOf(await runCli(['encoders', 'list', '--json'], { cwd })) as {
      encoders: { name: string }[];
    };
    expect(encoders.encoders.map(({ name }) => name)).toEqual([
      'pixel-statistics',
      'color-histogram',
      'hog',
      'random-vit',
    ]);
    expect(documentOf(await runCli(['encoders', 'show', 'hog', '--json'], { cwd }))).toMatchObject({
      type: 'encoder',
      name: 'hog',
    });
    expect(documentOf(await runCli(['down', '--json'], { cwd }))).toEqual({ type: 'down', stopped: false });
  });

  test('doctor', async () => {
    const cwd = await createProject();
    const { code, stdout } = await runCli(['doctor', '--json'], { cwd });
    const { isFit, findings } = JSON.parse(stdout) as { isFit: boolean; findings: { part: string; state: string }[] };
    expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(findings.map(({ part }) => part)).toEqual([
      'node',
      'machine',
      'folder',
      'disk',
      'objects',
      'database',
      'clock',
      'bus',
      'device',
      'encoders',
    ]);
    expect({ isFit, code }).toEqual({ isFit: true, code: 0 });

    const away = ['--database-url', 'postgres://nobody@127.0.0.1:1/x', '--nats-url', 'nats://127.0.0.1:1'];
    const unfit = await runCli(['doctor', ...away], { cwd });
    expect(unfit.stdout).toMatch(/^fail {2}database/m);
    expect(unfit.stdout).toMatch(/^fail {2}bus/m);
    expect(unfit.stdout).toContain('2 parts are missing: sweeps cannot run like this.');
    expect(unfit.code).toBe(3);
  });
});
