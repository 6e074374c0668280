import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { findFreePort, isPortFree } from './port.ts';

describe('ports', () => {
  test('that are found are free, and no port of outgoing connections', async () => {
    for (let i = 0; i < 20; i++) {
      const port = await findFreePort();
      expect(port).toBeLessThan(32_768);
      expect(await isPortFree(port)).toBe(true);
    }
  });

  test('are taken as long as a server listens there', async () => {
    const port = await findFreePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isPortFree(port)).toBe(false);
    server.close();
    await once(server, 'close');
    expect(await isPortFree(port)).toBe(true);
  });
});
