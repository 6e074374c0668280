import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createIdleFleet } from './idleFleet.ts';
import { createProject, documentOf, runCli } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

const SWEEP =
  'version: 1\nname: slow\nencoders: [hog]\ndatasets: [./photos]\nbudgets: [2, 4]\ndraws: 3\nmethods: [{ knn: { k: 3 } }]\n';

/** Calls `then` once the process has said this on standard output. */
function whenSaid(words: string, then: (child: ChildProcess) => void): (child: ChildProcess) => void {
  return (child) => {
    let said = '';
    child.stdout!.on('data', (text: string) => {
      const before = said.includes(words);
      said += text;
      if (!before && said.includes(words)) then(child);
    });
  };
}

test('Ctrl-C leaves a sweep on a fleet to itself, with a sentence and exit code 130', async () => {
  const idle = await createIdleFleet(SWEEP);
  const interrupt = whenSaid('slow: cells 0 %', (child) => child.kill('SIGINT'));
  const { code, stdout, stderr } = await runCli(['launch', 'sweep.yaml'], { ...idle, onStart: interrupt });
  expect(stdout).toContain('slow: running, no longer watched, 0 of 6 cells done');
  expect(stderr).toContain('regatta: No longer watched; 0 of 6 cells of slow are done, and the rest goes on.');
  expect(code).toBe(130);
  expect(documentOf(await runCli(['status', '--json'], idle))).toMatchObject({
    sweeps: [{ name: 'slow', state: 'running' }],
  });
});

test('a sweep that another person cancels ends the watching with exit code 1', async () => {
  const idle = await createIdleFleet(SWEEP);
  const cancel = whenSaid('slow: cells 0 %', () => void runCli(['cancel', 'slow'], idle));
  const { code, stdout } = await runCli(['launch', 'sweep.yaml'], { ...idle, onStart: cancel });
  expect(stdout).toContain('6 of 6 cells have no result: 6 cancelled. `regatta holes slow` says why.');
  expect(code).toBe(1);
});

test(
  'Ctrl-C stops an embedded stack in order, and the same command goes on to the end',
  { timeout: 180_000 },
  async () => {
    const cwd = await createProject();
    await writeTinyPhotos(join(cwd, 'photos'), { perClass: 12 });
    const interrupt = whenSaid('photos: running', (child) => child.kill('SIGINT'));
    const first = await runCli(['race', 'photos'], { cwd, onStart: interrupt });
    expect(first.stderr).toMatch(
      /regatta: Stopped; \d+ of 40 cells of photos are done, and the same command goes on from there\./,
    );
    expect(first.code).toBe(130);
    expect(documentOf(await runCli(['status', '--json'], { cwd }))).toMatchObject({ isRunning: false, leftovers: [] });

    const second = await runCli(['race', 'photos'], { cwd });
    expect(second.stdout).toContain('photos: done, 40 of 40 cells done');
    expect(second.code).toBe(0);
  },
);
