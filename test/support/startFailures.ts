/** @file How a service must end when it cannot start: the same for every one of them. */
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ServiceProcess } from './serviceProcess.ts';

/** An address at which nobody listens: the port was free a moment ago. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface StartFailureOptions {
  /** Path of its main file, from the root of the repository. */
  readonly main: string;
  /** A database that it can use. */
  readonly databaseUrl: () => string;
  readonly natsUrl: () => string;
}

export function startFailures(service: string, { main, databaseUrl, natsUrl }: StartFailureOptions): void {
  const end = async (environment: Record<string, string>) => {
    const process = new ServiceProcess(main, {
      REGATTA_DATABASE_URL: databaseUrl(),
      REGATTA_NATS_URL: natsUrl(),
      REGATTA_STORE: 'file:///tmp/nowhere',
      REGATTA_START_MS: '700',
      REGATTA_LOG_LEVEL: 'silent',
      ...environment,
    });
    const { code } = await process.ended;
    return { code, text: process.log.join('\n') };
  };

  describe.concurrent(`${service} at its start`, () => {
    test('says in one sentence that the database cannot be reached, and ends with code 3', async () => {
      const { code, text } = await end({ REGATTA_DATABASE_URL: `postgres://u:secret@127.0.0.1:${await deadPort()}/x` });
      expect(text).toMatch(new RegExp(`^regatta ${service}: The database at 127.0.0.1:\\d+/x cannot be reached.*\\.$`));
      expect(text).not.toContain('secret');
      expect(code).toBe(3);
    });

    test('says in one sentence that the bus cannot be reached, and ends with code 3', async () => {
      const { code, text } = await end({ REGATTA_NATS_URL: `nats://127.0.0.1:${await deadPort()}` });
      expect(text).toMatch(new RegExp(`^regatta ${service}: No NATS server answered at .*\\.$`));
      expect(code).toBe(3);
    });

    test('names every setting that cannot be used, and ends with code 2', async () => {
      const { code, text } = await end({ REGATTA_PREFIX: 'with space', REGATTA_START_MS: 'soon' });
      expect(text).toMatch(/configuration cannot be used.*REGATTA_PREFIX.*startMsMax/s);
      expect(code).toBe(2);
    });
  });
}
