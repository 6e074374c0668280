import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TestTerminal } from '../support/terminal.ts';
import { createIdleFleet } from './idleFleet.ts';
import { CLI_MAIN, NO_HUB, createProject } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

const SWEEP =
  'version: 1\nname: slow\nencoders: [hog]\ndatasets: [./photos]\nbudgets: [2, 4]\ndraws: 3\nmethods: [{ knn: { k: 3 } }]\n';

function openTerminal(args: string[], cwd: string, environment: Readonly<Record<string, string>> = {}): TestTerminal {
  const terminal = new TestTerminal({
    columns: 120,
    rows: 34,
    command: process.execPath,
    args: [CLI_MAIN, ...args],
    cwd,
    env: {
      PATH: process.env['PATH']!,
      HOME: process.env['HOME'] ?? cwd,
      LANG: 'C.UTF-8',
      REGATTA_HUB: NO_HUB,
      ...environment,
    },
  });
  onTestFinished(() => terminal.close());
  return terminal;
}

test('on a terminal a sweep is a live picture, and Ctrl-C leaves it with a sentence', { timeout: 90_000 }, async () => {
  const { cwd, environment } = await createIdleFleet(SWEEP);
  const terminal = openTerminal(['launch', 'sweep.yaml'], cwd, environment);
  await terminal.shows(/hog/, 60_000);
  await terminal.shows('0/6', 60_000);
  expect(terminal.isAlternate).toBe(true);
  terminal.press('ctrl-c');
  expect(await terminal.exit(30_000)).toBe(130);
  expect(terminal.isAlternate).toBe(false);
  expect(terminal.history()).toContain('No longer watched; 0 of 6 cells of slow are done, and the rest goes on.');
});

test(
  'a race on a terminal ends with the leaderboard on the screen that was there before',
  { timeout: 180_000 },
  async () => {
    const cwd = await createProject();
    await writeTinyPhotos(join(cwd, 'photos'), { perClass: 10 });
    const terminal = openTerminal(['race', 'photos', '--budgets', '3', '--draws', '1'], cwd);
    expect(await terminal.exit(170_000)).toBe(0);
    const history = terminal.history();
    expect(history).toContain('photos: done, 8 of 8 cells done');
    expect(history).toContain('photos · 3 labels per class · accuracy, %');
    expect(history).toContain('Report: .regatta/reports/photos/index.html');
  },
);
