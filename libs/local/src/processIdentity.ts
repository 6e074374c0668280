/**
 * @file Which process is meant by a number in a file. Process ids are given out again, so a pid alone may name a
 * stranger; a pid together with the moment its process started names one process for ever.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const ProcessIdentity = z.strictObject({
  pid: z.int().min(1),
  /** When it started, in the system's own words: comparable, not readable. */
  start: z.string().min(1),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The process that has this pid now; null when none has. A zombie, dead but not yet reaped, counts as none. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const start = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return start === null ? null : { pid, start };
}

/** Does exactly this process still run? */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.start === identity.start;
}

/** Sends a signal to exactly this process. @returns false when it no longer runs (or is not ours to signal). */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}

function startOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startTicks = fields[19]; // field 22 of the whole line: ticks from the machine's boot to the process's start
    if (state === 'Z' || state === 'X' || startTicks === undefined) return null;
    return `${bootId()} ${startTicks}`;
  } catch {
    return null;
  }
}

let cachedBootId: string | undefined;
function bootId(): string {
  return (cachedBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());
}

function startByPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    }).trim();
    const [state = '', ...start] = line.split(/\s+/);
    return line === '' || state.startsWith('Z') ? null : start.join(' ');
  } catch {
    return null;
  }
}
