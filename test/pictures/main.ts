/**
 * @file Takes the pictures of the documentation from real runs: `node test/pictures/main.ts` writes docs/pictures/*.svg.
 *
 * Runs the demo in a fresh folder and a terminal of its own, and keeps the monitor's screen once most of the matrix is
 * filled.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { svgPicture } from '@regatta/monitor';
import { TestTerminal } from '../support/terminal.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PICTURES = join(ROOT, 'docs/pictures');
const COLUMNS = 100;
const ROWS = 30;
/** Share of the cells after which the picture is taken. @unit percent */
const TAKEN_AT = 60;
const DEMO_MS_MAX = 300_000;

const folder = await mkdtemp(join(tmpdir(), 'regatta-pictures-'));
const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const terminal = new TestTerminal({
  columns: COLUMNS,
  rows: ROWS,
  command: join(ROOT, 'regatta'),
  args: ['demo', '--no-pull'],
  cwd: folder,
  env: { ...environment, LANG: 'C.UTF-8' },
});
try {
  await terminal.shows(new RegExp(`^cells .* (?:${percentsFrom(TAKEN_AT)}) %`, 'm'), DEMO_MS_MAX);
  await save('monitor', 'regatta demo');
  await terminal.exit(DEMO_MS_MAX);
} finally {
  terminal.close();
  await rm(folder, { recursive: true, force: true });
}

async function save(name: string, title: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const lines = terminal.styledLines();
  while (lines.at(-1) === '') lines.pop();
  await writeFile(join(PICTURES, `${name}.svg`), svgPicture(lines, { columns: COLUMNS, title }));
  console.log(`docs/pictures/${name}.svg`);
}

/** `60|61|…|99`. */
function percentsFrom(first: number): string {
  return Array.from({ length: 100 - first }, (_, i) => first + i).join('|');
}
