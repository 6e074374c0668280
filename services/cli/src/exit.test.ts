import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RetryableError, TerminalError } from '@regatta/jobs';
import { EXIT, StoppedError, UnreachableError, UsageError, endingOf, logError } from './exit.ts';

class AwayError extends RetryableError {
  override readonly name = 'AwayError';
}

/** What Node really throws. */
async function thrownBy(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('Expected a failure.');
}

describe('the end of a command', () => {
  test.each([
    [new UsageError('No.'), EXIT.badInput],
    [new UnreachableError('No.'), EXIT.unreachable],
    [new StoppedError('No.'), EXIT.interrupted],
    [new AwayError('No.'), EXIT.unreachable],
    [new TerminalError('No.'), EXIT.badInput],
    [Object.assign(new Error('No.'), { name: 'UnknownSweepError' }), EXIT.badInput],
    [Object.assign(new Error('No.'), { exitCode: 3 }), EXIT.unreachable],
  ])('is told by the kind of error: %s', (error, code) => {
    expect(endingOf(error)).toEqual({ code, message: 'No.' });
  });

  test('looks through wrappers for what was really at fault', () => {
    const error = new Error('while reading', { cause: new AwayError('The database is away.') });
    expect(endingOf(error)).toEqual({ code: EXIT.unreachable, message: 'The database is away.' });
  });

  test('is a sentence where a port is taken, a folder closed, a server away', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const taken = await thrownBy(
      () => new Promise((_, reject) => createServer().once('error', reject).listen(port, '127.0.0.1')),
    );
    expect(endingOf(taken)).toEqual({
      code: EXIT.unreachable,
      message: `The address 127.0.0.1:${port} is taken by another program: stop it, or choose another port.`,
    });
    server.close();
    await new Promise((resolve) => server.once('close', resolve));
    const away = await thrownBy(() => new Promise((_, reject) => connect(port, '127.0.0.1').once('error', reject)));
    expect(endingOf(away)).toEqual({
      code: EXIT.unreachable,
      message: `Cannot reach 127.0.0.1:${port} (ECONNREFUSED): check the address and the network.`,
    });
    const inTheWay = await thrownBy(() => readFileSync('/'));
    expect(endingOf(inTheWay).code).toBe(EXIT.fault);
    const full = Object.assign(new Error('write'), { code: 'ENOSPC', path: '/x/y' });
    expect(endingOf(full).message).toBe('The disk is full at /x/y: free some space and run this again.');
  });

  test('blames Regatta for what nobody foresaw, and keeps the story in the log', () => {
    const folder = mkdtempSync(join(tmpdir(), 'regatta-exit-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const error = new TypeError('x is undefined', { cause: new Error('deeper') });
    expect(endingOf(error)).toEqual({ code: EXIT.fault, message: 'Regatta itself is at fault: x is undefined' });
    const log = logError(folder, error, ['plan', 'a.yaml'])!;
    const story = readFileSync(log, 'utf8');
    expect(story).toContain('regatta plan a.yaml\nTypeError: x is undefined\n    at ');
    expect(story).toContain('Caused by: Error: deeper');
  });

  test('writes no log where there is no project yet', () => {
    expect(logError(join(tmpdir(), 'no-such-project', '.regatta'), new Error('x'), [])).toBeNull();
  });
});
