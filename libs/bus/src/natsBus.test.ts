import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats, type LocalServer } from '@regatta/local';
import { connect as connectNats } from 'nats';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from './bus.ts';
import { connectBus } from './connectBus.ts';
import { busContract, heartbeat, newWakeUp, until } from './contract.testkit.ts';
import { BusUnavailableError } from './errors.ts';

let folder: string;
let server: LocalServer;
let port: number;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);

async function start(): Promise<void> {
  server = await startNats({ folder, ...(port ? { port } : {}) });
  port = Number(new URL(server.url).port);
}

async function killServer(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.stop();
}

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  folder = await mkdtemp(join(tmpdir(), 'regatta bus '));
  await start();
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

const quiet = () => undefined;

busContract('NATS', async ({ ackWaitMs }) => {
  const prefix = `contract-${ackWaitMs}`;
  const raw = await connectNats({ servers: server.url });
  return {
    connect: ({ onGarbage = quiet } = {}) =>
      connectBus({ url: server.url, prefix, name: 'test', onGarbage, ackWaitMs }),
    putRaw: async (lane, text) => void (await raw.jetstream().publish(`${prefix}.wake-up.${lane}`, text)),
    putRawEvent: async (text) => {
      raw.publish(`${prefix}.event.any`, text);
      await raw.flush();
    },
    dispose: () => raw.close(),
  };
});

describe('a NATS server that fails', () => {
  const buses: Bus[] = [];
  const garbage: string[] = [];
  const open = async (prefix: string) => {
    const bus = await connectBus({
      url: server.url,
      prefix,
      name: 'test',
      onGarbage: (reason) => garbage.push(reason),
    });
    buses.push(bus);
    return bus;
  };
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close();
    expect(garbage).toEqual([]);
    expect(unhandled).toEqual([]);
  });

  test('is waited for after kill -9, and what it had stored is still there', async () => {
    const [sender, receiver] = [await open('killed'), await open('killed')];
    const heard: string[] = [];
    let gaps = 0;
    await receiver.subscribeEvents(
      (event) => heard.push(event.type),
      () => gaps++,
    );
    const identity = await sender.streamIdentity();
    const wakeUp = newWakeUp();
    await sender.publishWakeUp(wakeUp);

    await killServer();
    await until(() => sender.status === 'reconnecting' && receiver.status === 'reconnecting', 'both notice');
    sender.publishEvent(heartbeat('dropped'));
    await Promise.all([
      expect(sender.publishWakeUp(newWakeUp({ lane: 'gpu' }))).rejects.toThrow(BusUnavailableError),
      expect(sender.streamIdentity()).rejects.toThrow(/NATS at nats:\S+ did not say .*the server is away.* try again/),
    ]);
    // Asked while the server is away, answered when it is back.
    const waiting = (await receiver.consume(['cpu'])).next({ waitMs: 20_000 });
    await start();
    expect((await waiting)?.wakeUp).toEqual(wakeUp);
    expect(await sender.streamIdentity()).toBe(identity);
    expect([gaps, heard]).toEqual([1, []]);
    sender.publishEvent(heartbeat('heard'));
    await until(() => heard.length === 1, 'the listener hears again');
  });

  test('is given stream and consumers again when its data are gone, and the stream has another name', async () => {
    const [sender, receiver] = [await open('wiped'), await open('wiped')];
    const identity = await sender.streamIdentity();
    const consumer = await receiver.consume(['gpu', 'cpu']);
    await sender.publishWakeUp(newWakeUp());
    const waiting = (await receiver.consume(['gpu'])).next({ waitMs: 20_000 });

    await killServer();
    await rm(join(folder, 'data'), { recursive: true });
    await start();
    await until(() => sender.status === 'connected' && receiver.status === 'connected', 'both are back');
    expect(await consumer.next({ waitMs: 300 })).toBeNull();
    const wakeUp = newWakeUp({ lane: 'gpu' });
    await sender.publishWakeUp(wakeUp);
    expect((await waiting)?.wakeUp).toEqual(wakeUp);
    const changed = await sender.streamIdentity();
    expect(changed).not.toBe(identity);
    expect(await receiver.streamIdentity()).toBe(changed);
  });

  test('does not keep a process from closing its bus', async () => {
    const bus = await open('closing');
    const waiting = (await bus.consume(['cpu'])).next({ waitMs: 60_000 });
    await killServer();
    await until(() => bus.status === 'reconnecting', 'it notices');
    const startMs = performance.now();
    await bus.close();
    expect(performance.now() - startMs).toBeLessThan(3000);
    expect(await waiting).toBeNull();
    await start();
  });

  test('is given back a stream that somebody deleted, by a publication or by the second wait', async () => {
    const bus = await open('deleted');
    const identity = await bus.streamIdentity();
    const consumer = await bus.consume(['cpu']);
    const raw = await connectNats({ servers: server.url });
    const { streams } = await raw.jetstreamManager();
    await streams.delete('deleted-wake-ups');
    const wakeUp = newWakeUp();
    await bus.publishWakeUp(wakeUp);
    expect((await consumer.next({ waitMs: 5000 }))?.wakeUp).toEqual(wakeUp);
    expect(await bus.streamIdentity()).not.toBe(identity);

    await streams.delete('deleted-wake-ups');
    expect(await consumer.next({ waitMs: 300 })).toBeNull();
    expect(await consumer.next({ waitMs: 300 })).toBeNull();
    expect((await streams.info('deleted-wake-ups')).state.consumer_count).toBe(2);
    await raw.close();
  });
});

describe('connecting', () => {
  const connectTo = (url: string) =>
    connectBus({ url, prefix: 'x', name: 'test', onGarbage: quiet, connectMsMax: 800 });

  test('gives up after a limit when there is no server', async () => {
    await expect(connectTo('nats://127.0.0.1:1')).rejects.toThrow(
      /No NATS server answered at nats:\/\/127.0.0.1:1 within 0.8 s \(CONNECTION_REFUSED\): start it/,
    );
  });

  test('gives up after a limit when the server says nothing', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const { port: mutePort } = mute.address() as AddressInfo;
    await expect(connectTo(`nats://127.0.0.1:${mutePort}`)).rejects.toThrow(BusUnavailableError);
    mute.close();
  });

  test('waits for a server that comes up within the limit', async () => {
    await server.stop();
    const connecting = connectBus({ url: `nats://127.0.0.1:${port}`, prefix: 'x', name: 'test', onGarbage: quiet });
    await start();
    const bus = await connecting;
    expect(bus.status).toBe('connected');
    await bus.close();
  });

  test.each(['http://127.0.0.1:4222', 'localhost', ''])('explains the address %j', async (url) => {
    await expect(connectTo(url)).rejects.toThrow(/Expected a NATS address like nats:\/\/127.0.0.1:4222, got/);
  });

  test('refuses a prefix that is no part of a subject', async () => {
    await expect(connectBus({ url: server.url, prefix: 'a.b', name: 'test', onGarbage: quiet })).rejects.toThrow(
      /Expected a prefix .* got `a.b`/,
    );
  });
});
