import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startHub, type TestHub } from '../../../test/hub.ts';
import { fetchFile } from './fetchFile.ts';
import { useProxy } from './useProxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(): Promise<{ hub: TestHub; folder: string }> {
  const hub = await startHub({ 'model.onnx': new Uint8Array([1, 2, 3]) });
  const folder = await mkdtemp(join(tmpdir(), 'regatta-proxy-'));
  closing.push(() => rm(folder, { recursive: true }), hub.close);
  return { hub, folder };
}

test('downloads go through the proxy of the environment, except for hosts that it names', async () => {
  const { hub, folder } = await open();
  const path = join(folder, 'model.onnx');
  closing.push(useProxy({ HTTP_PROXY: hub.url, NO_PROXY: '127.0.0.1' }));
  await fetchFile({ url: 'http://hub.invalid/model.onnx', path, what: 'it' });
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  expect(hub.requests.map((request) => request.path)).toEqual(['CONNECT hub.invalid:80', 'model.onnx']);
  await fetchFile({ url: `${hub.url}/model.onnx`, path, what: 'it' });
  expect(hub.requests.at(-2)!.path).toBe('model.onnx');
});

test('a proxy that is no address is refused with the variable to correct', () => {
  expect(() => useProxy({ HTTPS_PROXY: 'http://' })).toThrow('Correct HTTPS_PROXY.');
});
