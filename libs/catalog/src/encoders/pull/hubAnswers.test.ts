import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startHub } from '../../../test/hub.ts';
import { hubAnswers } from './hubAnswers.ts';

test('a hub answers, with or without a front page; one in trouble does not', async () => {
  const hub = await startHub({});
  try {
    expect(await hubAnswers({ from: hub.url })).toBe(true);
    hub.answer(503);
    expect(await hubAnswers({ from: hub.url })).toBe(false);
  } finally {
    await hub.close();
  }
  expect(await hubAnswers({ from: hub.url })).toBe(false);
});

test('nobody waits for one that says nothing, or for longer than a stop', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const from = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  try {
    expect(await hubAnswers({ from, timeoutMs: 50 })).toBe(false);
    const stop = new AbortController();
    const asked = hubAnswers({ from, timeoutMs: 60_000, signal: stop.signal });
    stop.abort();
    expect(await asked).toBe(false);
  } finally {
    silent.close();
  }
});

test('a folder answers when it is there', async () => {
  expect(await hubAnswers({ from: tmpdir() })).toBe(true);
  expect(await hubAnswers({ from: '/no/such/folder' })).toBe(false);
});
