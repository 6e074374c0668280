import { chmod, chown, copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY, startOwner, until, whyNotNobody } from '../test/owner.ts';
import { LocalError, PortTakenError } from './errors.ts';
import { findNatsServer } from './nats/findNatsServer.ts';
import { natsInfo } from './nats/server.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './processIdentity.ts';
import { startNats, type StartNatsOptions } from './startNats.ts';
import type { LocalServer } from './startPostgres.ts';

let binary: string;
let folder: string;
let servers: LocalServer[];
beforeAll(async () => {
  binary = await findNatsServer();
}, 300_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta nats "x" '));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<StartNatsOptions> = {}): Promise<LocalServer> {
  const server = await startNats({ folder: join(folder, 'nats'), binary, ...options });
  servers.push(server);
  return server;
}

const portOf = ({ url }: LocalServer) => Number(new URL(url).port);

describe('NATS', { timeout: 60_000 }, () => {
  test('starts with JetStream, whose data lie below its folder, and stops', async () => {
    const server = await start();
    expect(server.url).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/);
    expect(await natsInfo(portOf(server))).toMatchObject({ jetstream: true });
    expect((await stat(join(folder, 'nats', 'data', 'jetstream'))).isDirectory()).toBe(true);
    await server.stop();
    await server.stop();
    expect(await natsInfo(portOf(server))).toBeNull();
  });

  test('starts again on the same port after kill -9, also when its data were wiped', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    await rm(join(folder, 'nats'), { recursive: true });
    const second = await start({ port: portOf(first) });
    expect(second.url).toBe(first.url);
  });

  test('is started many times at once without a clash of ports', async () => {
    const many = await Promise.all(
      Array.from({ length: 6 }, (_, index) => start({ folder: join(folder, String(index)) })),
    );
    expect(new Set(many.map(portOf)).size).toBe(6);
  });

  test('does not outlive an owner that was killed with -9', async () => {
    const owner = startOwner(`
      const { pid } = await startNats(${JSON.stringify({ folder: join(folder, 'nats'), binary })});
      tell(pid);
      await stay();`);
    const identity = identifyProcess(await owner.heard<number>()) as ProcessIdentity;
    owner.process.kill('SIGKILL');
    await until(() => !isRunning(identity), 'the server stops');
  });

  test('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const starting = start({ port });
    await expect(starting).rejects.toThrow(PortTakenError);
    await expect(starting).rejects.toThrow(/^Port \d+ is taken by another program, so nats-server cannot start there/);
    other.close();
  });

  test('says what a server that ends at once has said', async () => {
    const starting = start({ binary: '/bin/false' });
    await expect(starting).rejects.toThrow(LocalError);
    await expect(starting).rejects.toThrow(/^nats-server ended before it was ready \(it said nothing\); its log is /);
    await expect(start({ binary: '/no/such' })).rejects.toThrow(
      /^Cannot start nats-server \(\/no\/such\): it does not/,
    );
  });

  test('runs for an ordinary user, who hears in one sentence what is closed to him', async (context) => {
    const reason = whyNotNobody();
    if (reason !== null) return context.skip(reason);
    await chmod(folder, 0o755);
    await copyFile(binary, join(folder, 'nats-server'));
    const options = JSON.stringify({ folder: join(folder, 'nats'), binary: join(folder, 'nats-server') });
    const code = `const { pid } = await startNats(${options}); tell(pid); await stay();`;
    expect(await startOwner(code, { uid: NOBODY }).heard()).toEqual({
      name: 'LocalError',
      exitCode: 3,
      failed: `Cannot write ${join(folder, 'nats', 'nats.conf')}: no permission; check owner and mode of the folder, or choose another one (EACCES).`,
    });
    await chown(folder, NOBODY, NOBODY);
    const owner = startOwner(code, { uid: NOBODY });
    const pid = await owner.heard<number>();
    expect((await stat(join(folder, 'nats', 'nats.conf'))).uid).toBe(NOBODY);
    const identity = identifyProcess(pid) as ProcessIdentity;
    owner.process.kill('SIGTERM');
    await until(() => !isRunning(identity), 'the server stops');
    expect(await readFile(join(folder, 'nats', 'nats-server.log'), 'utf8')).toContain('Server is ready');
  });
});
