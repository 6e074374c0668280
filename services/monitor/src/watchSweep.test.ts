/** @file The monitor in a real terminal: what a person would see, and the keys that they press. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { TestTerminal } from '../../../test/support/terminal.ts';

const run = promisify(execFile);
const fake = fileURLToPath(new URL('../test/watchFake.ts', import.meta.url));

let terminal: TestTerminal;

/** Starts below what a shell has written before. */
function open(columns: number, rows: number, args: string, env: Readonly<Record<string, string>> = {}): void {
  terminal = new TestTerminal({
    columns,
    rows,
    command: 'sh',
    args: ['-c', `printf 'a\\nb\\nc\\nd\\n'; exec "${process.execPath}" "${fake}" ${args}`],
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...env },
  });
}

describe('in a terminal', { timeout: 30_000 }, () => {
  afterEach(() => terminal.close());

  test('draws on a screen of its own, adapts to the size, and puts the old screen back on q', async () => {
    open(80, 24, '4 live');
    await terminal.shows(/^Regatta {2}demo {2}running/);
    await terminal.shows('encoder-3');
    expect(terminal.isAlternate).toBe(true);
    expect(terminal.styledLines().join('\n')).toContain('\x1b[0;1m');
    terminal.resize(50, 12);
    await expect.poll(() => terminal.text().trimEnd().split('\n').length, { timeout: 5000 }).toBeLessThanOrEqual(11);
    await terminal.shows(/^Regatta/);
    terminal.press('q');
    expect(await terminal.exit()).toBe(0);
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.text()).toMatch(/^a\nb\nc\nd\ndemo: running, no longer watched[^]*ended: detached/);
  });

  test('scrolls the matrix by the arrow keys', async () => {
    open(80, 20, '60 live');
    await terminal.shows('encoders 1-');
    terminal.press('down', 'down', 'down');
    await terminal.shows('encoders 4-');
    terminal.press('up');
    await terminal.shows('encoders 3-');
  });

  test('leaves by Ctrl-C', async () => {
    open(80, 24, '4 live');
    await terminal.shows(/demo {2}running/);
    terminal.press('ctrl-c');
    expect(await terminal.exit()).toBe(0);
    expect(terminal.text()).toContain('ended: detached');
  });

  test('leaves by itself when the sweep is done', async () => {
    open(80, 24, '4 live 3');
    expect(await terminal.exit()).toBe(0);
    expect(terminal.text()).toMatch(/demo: done, 100 of 100 cells done in 3.0 s[^]*ended: done/);
  });

  test('keeps to ASCII without UTF-8 and to no colour with NO_COLOR', async () => {
    open(80, 24, '4 live', { LC_ALL: 'C', NO_COLOR: '1' });
    await terminal.shows(/demo {2}running/);
    const drawn = terminal.styledLines().join('\n');
    expect(drawn).toMatch(/^[\n\x20-\x7e]*$/);
    expect(drawn).toContain('....');
  });

  test('writes lines where the terminal cannot move its cursor', async () => {
    open(80, 24, '4 live 3', { TERM: 'dumb' });
    await terminal.shows(/demo: running, 100 cells/);
    expect(await terminal.exit()).toBe(0);
    expect(terminal.text()).toContain('ended: done');
    expect(terminal.isAlternate).toBe(false);
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
