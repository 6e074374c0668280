import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBlankDatabase } from '@regatta/store/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createProject, documentsOf, runCli, type Ran } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

const SWEEP =
  'version: 1\nname: fleet\nencoders: [hog]\ndatasets: [./photos]\nbudgets: [2, all]\ndraws: 2\nmethods: [{ knn: { k: 3 } }]\n';

test(
  'the processes of a fleet: migrate, coordinator and worker, and a launch that they carry out',
  { timeout: 120_000 },
  async () => {
    const cwd = await createProject();
    const database = await createBlankDatabase();
    onTestFinished(() => database.drop());
    await writeTinyPhotos(join(cwd, 'photos'), { perClass: 8 });
    await writeFile(join(cwd, 'sweep.yaml'), SWEEP);
    // By the file, as an installation would have it, and not by variables.
    await writeFile(
      join(cwd, 'regatta.yaml'),
      `database-url: ${database.url}\nnats-url: ${process.env['REGATTA_TEST_NATS_URL']!}\nprefix: t${randomUUID().slice(0, 8)}\nthreads: 1\n`,
    );

    const early = await runCli(['results'], { cwd });
    expect(early.stderr).toContain('`regatta migrate`');
    expect(early.code).toBe(3);
    expect((await runCli(['migrate'], { cwd })).stdout).toBe('The schema is up to date.\n');

    const started: { child: ChildProcess; end: Promise<Ran> }[] = [];
    for (const service of ['coordinator', 'worker']) {
      const { promise, resolve } = Promise.withResolvers<ChildProcess>();
      const end = runCli([service], { cwd, onStart: resolve });
      started.push({ child: await promise, end });
    }
    onTestFinished(() => started.forEach(({ child }) => void child.kill('SIGKILL')));

    const launch = await runCli(['launch', 'sweep.yaml', '--json'], { cwd });
    expect(documentsOf(launch).at(-1)).toMatchObject({ type: 'results', sweep: { state: 'done', cells: { done: 3 } } });
    expect(launch.code).toBe(0);

    for (const { child } of started) child.kill('SIGTERM');
    for (const { end } of started) expect((await end).code).toBe(0);
  },
);
