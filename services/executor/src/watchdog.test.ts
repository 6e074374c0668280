import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { LIFELINE } from './watchdog.ts';

const BUSY = fileURLToPath(new URL('../test/busyUnderWatchdog.ts', import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

test('ends a process that is busy for ever as soon as the other end of its lifeline closes', async () => {
  child = spawn(process.execPath, [BUSY], { stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'] });
  await once(child.stdout!, 'data');
  expect(child.exitCode).toBeNull();
  const ended = once(child, 'exit');
  (child.stdio[LIFELINE] as Duplex).destroy();
  expect(await ended).toEqual([null, 'SIGKILL']);
});
