import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { until } from '../test/owner.ts';
import { identifyProcess, isRunning, signalProcess } from './processIdentity.ts';

describe('the identity of a process', () => {
  test('stays the same as long as it runs, and names nothing afterwards', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identifyProcess(child.pid!)!;
    expect(isRunning(identity)).toBe(true);
    expect(identifyProcess(child.pid!)).toEqual(identity);
    expect(signalProcess(identity, 'SIGKILL')).toBe(true);
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
    expect(identifyProcess(identity.pid)).toBeNull();
  });

  test('is not that of a later process with the same pid, which is never signalled', () => {
    const reused = { pid: process.pid, start: 'at another time' };
    expect(isRunning(reused)).toBe(false);
    expect(signalProcess(reused, 'SIGKILL')).toBe(false);
  });

  test('differs between processes of one moment', () => {
    expect(identifyProcess(process.pid)).not.toEqual(identifyProcess(process.ppid));
  });

  test('is gone with a process that is dead and not yet reaped', async () => {
    // The shell becomes `sleep`, which never asks for the end of the child it has inherited.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const identity = identifyProcess(Number(line.toString()))!;
    signalProcess(identity, 'SIGKILL');
    await until(() => !isRunning(identity), 'it counts as ended');
    parent.kill('SIGKILL');
  });
});
