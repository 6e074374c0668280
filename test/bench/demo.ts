/**
 * @file How long the demo takes: in a fresh project (packages and nats-server are there, nothing else), and again with
 * nothing new to compute. Beside them `--help`, the shortest command there is.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const MAIN = join(import.meta.dirname, '../../services/cli/src/main.ts');
const FRESH_ROUNDS = 3;
const AGAIN_ROUNDS = 5;

export default async function run(): Promise<string> {
  const [fresh, again, help]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < FRESH_ROUNDS; round++) {
    const project = await mkdtemp(join(tmpdir(), 'regatta-bench-demo-'));
    try {
      fresh.push(await seconds(['demo', '--no-pull'], project));
      for (let i = 0; i < AGAIN_ROUNDS; i++) {
        again.push(await seconds(['demo', '--no-pull'], project));
        help.push(await seconds(['--help'], project));
      }
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  }
  return [
    '| command | median | fastest | slowest | runs |',
    '|---|---|---|---|---|',
    row('`demo` in a fresh project', fresh),
    row('`demo` again', again),
    row('`--help`', help),
  ].join('\n');
}

/** Wall time of one command, which must succeed. */
async function seconds(args: readonly string[], cwd: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`regatta ${args.join(' ')} ended with exit code ${code}:\n${said}`);
  return (performance.now() - startedAt) / 1000;
}

function row(name: string, runs: readonly number[]): string {
  const sorted = runs.toSorted((a, b) => a - b);
  const show = (value: number | undefined) => `${value!.toFixed(2)} s`;
  const median = sorted[Math.floor(sorted.length / 2)];
  return `| ${name} | ${show(median)} | ${show(sorted[0])} | ${show(sorted.at(-1))} | ${runs.length} |`;
}
