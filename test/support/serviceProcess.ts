/** @file A real coordinator, worker or other process of ours, with its log, to be killed on purpose. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ServiceProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** What it has logged so far, oldest line first. */
  readonly log: string[] = [];
  readonly #child: ChildProcess;

  /** @param main path of the file to run, from the root of the repository */
  constructor(main: string, environment: Record<string, string>) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(process.execPath, [resolve(ROOT, main)], { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.pid = this.#child.pid!;
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', (line) => this.log.push(line));
    this.ended = new Promise((resolve) => this.#child.once('close', (code, signal) => resolve({ code, signal })));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and ends it by force if it does not. */
  async stop(forMs = 10_000): Promise<ProcessEnd> {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), forMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }
}

/** Processes whose environment holds this variable with this value; Linux only. Zombies have no environment. */
export function processesWith(variable: string, value: string): { pid: number; command: string }[] {
  const wanted = `${variable}=${value}`;
  const found: { pid: number; command: string }[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      if (!environment.includes(wanted)) continue;
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim();
      found.push({ pid: Number(name), command });
    } catch {
      // It has ended in the meantime, or is another user's.
    }
  }
  return found;
}
