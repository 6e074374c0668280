/** @file The monitor in a real terminal: tmux holds the screen, sends the keys and tells what a person would see. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const fake = fileURLToPath(new URL('../test/watchFake.ts', import.meta.url));
const hasTmux = spawnSync('tmux', ['-V']).status === 0;

let folder: string;
/** A tmux server of this test's own. */
const tmux = async (...args: string[]) =>
  (await run('tmux', ['-S', join(folder, 'tmux'), '-f', '/dev/null', ...args])).stdout;
const screen = (...flags: string[]) => tmux('capture-pane', '-p', '-t', 'watch', ...flags);
const shows = (what: string | RegExp) => expect.poll(() => screen(), { timeout: 15_000, interval: 100 }).toMatch(what);
const keys = (...names: string[]) => tmux('send-keys', '-t', 'watch', ...names);

async function open(columns: number, rows: number, command: string, env = '') {
  await tmux(
    'new-session',
    '-d',
    '-s',
    'watch',
    '-x',
    String(columns),
    '-y',
    String(rows),
    'env',
    '-u',
    'NO_COLOR',
    'PS1=prompt$ ',
    'sh',
  );
  await shows('prompt');
  await tmux(
    'send-keys',
    '-t',
    'watch',
    `env -u CI LANG=C.UTF-8 ${env} ${process.execPath} ${fake} ${command}`,
    'Enter',
  );
}

describe('in a terminal', { timeout: 30_000 }, () => {
  beforeEach(async (context) => {
    if (!hasTmux) context.skip('tmux is not installed: apt-get install tmux');
    folder = await mkdtemp(join(tmpdir(), 'regatta-monitor-'));
  });
  afterEach(async () => {
    await tmux('kill-server').catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  test('draws on a screen of its own, adapts to the size, and puts the old screen back on q', async () => {
    await open(80, 24, '4 live');
    await shows(/Regatta {2}demo {2}running/);
    await shows('encoder-3');
    expect(await tmux('display-message', '-p', '-t', 'watch', '#{alternate_on}')).toBe('1\n');
    expect(await screen('-e')).toContain('\x1b[1m');
    await tmux('resize-window', '-t', 'watch', '-x', '50', '-y', '12');
    await expect
      .poll(async () => (await screen()).trimEnd().split('\n').length, { timeout: 5000 })
      .toBeLessThanOrEqual(11);
    await shows(/^Regatta/);
    await keys('q');
    await shows('ended: detached');
    expect(await tmux('display-message', '-p', '-t', 'watch', '#{alternate_on}')).toBe('0\n');
    expect(await screen()).toMatch(/watchFake[^]*demo: running, no longer watched/);
  });

  test('scrolls the matrix by the arrow keys', async () => {
    await open(80, 20, '60 live');
    await shows('encoders 1-');
    await keys('Down', 'Down', 'Down');
    await shows('encoders 4-');
    await keys('Up');
    await shows('encoders 3-');
  });

  test('leaves by Ctrl-C, and by itself when the sweep is done', async () => {
    await open(80, 24, '4 live');
    await shows(/demo {2}running/);
    await keys('C-c');
    // Typed before the shell is back, the next command would go to the process that is ending.
    await shows(/ended: detached\s+prompt\$/);
    await tmux('send-keys', '-t', 'watch', `clear; ${process.execPath} ${fake} 4 live 3`, 'Enter');
    await shows(/demo: done, 100 of 100 cells done in 3.0 s[^]*ended: done/);
  });

  test('keeps to ASCII without UTF-8 and to no colour with NO_COLOR', async () => {
    await open(80, 24, '4 live', 'LC_ALL=C NO_COLOR=1');
    await shows(/demo {2}running/);
    const drawn = await screen('-e');
    expect(drawn).toMatch(/^[\n\x20-\x7e]*$/);
    expect(drawn).toContain('....');
  });

  test('writes lines where the terminal cannot move its cursor', async () => {
    await open(80, 24, '4 live 3', 'TERM=dumb');
    await shows(/demo: running, 100 cells/);
    await shows('ended: done');
    expect(await tmux('display-message', '-p', '-t', 'watch', '#{alternate_on}')).toBe('0\n');
  });
});

test('writes lines into a pipe, without escapes', async () => {
  const { stdout, stderr } = await run(process.execPath, [fake, '4', 'lines', '2']);
  expect(stderr).toBe('ended: done\n');
  expect(stdout).not.toContain('\x1b');
  expect(stdout).toMatch(/^demo: running, 100 cells, 0 done before\n[^]*demo: done, 100 of 100 cells done in 2.0 s\n$/);
}, 15_000);

test('writes one JSON document per line, the end last', async () => {
  const { stdout } = await run(process.execPath, [fake, '4', 'json', '2']);
  const documents = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; result?: string });
  expect(documents[0]!.type).toBe('sweep');
  expect(documents.at(-1)).toMatchObject({ type: 'end', result: 'done', state: 'done' });
}, 15_000);

test('does not load Ink before there is a terminal to draw on', async () => {
  const script = `import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => { console.log(url); return next(url, context); } });
    await import(${JSON.stringify(new URL('./mod.ts', import.meta.url).href)});`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout).toContain('followSweep.ts');
  expect(stdout).not.toMatch(/node_modules\/(?:ink|react)|app\.ts/);
});
