/** @file Ports of this machine's loopback address. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { LocalError } from './errors.ts';

export const LOOPBACK = '127.0.0.1';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, macOS from 49152): one of those could be
 * taken by any connection of any program while a server that lives there is started again.
 */
const PORTS = { from: 15_000, to: 32_000 };
const TRIES = 200;

/**
 * A port that was free a moment ago: whoever starts a server there must be ready to lose a race for it.
 * @throws {LocalError}
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isPortFree(port)) return port;
  }
  throw new LocalError(
    `No free port was found on ${LOOPBACK} between ${PORTS.from} and ${PORTS.to}: end what uses them.`,
  );
}

export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: LOOPBACK });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
