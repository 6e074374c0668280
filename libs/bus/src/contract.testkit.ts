/** @file What every bus must do. Each implementation's test runs this suite over the real thing. */
import type { Lane, RegattaEvent, WakeUp } from '@regatta/jobs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bus, Delivery, WakeUpConsumer } from './bus.ts';
import { BusUnavailableError } from './errors.ts';

export interface BusHarness {
  /** A new connection to the one bus under test. */
  connect(options?: { onGarbage?: (reason: string) => void }): Promise<Bus>;
  /** Puts something on a lane that no `publishWakeUp` would. */
  putRaw(lane: Lane, text: string): Promise<void>;
  /** Puts something among the events that no `publishEvent` would. */
  putRawEvent(text: string): Promise<void>;
  dispose(): Promise<void>;
}

let jobs = 0;
export function newWakeUp(overrides: Partial<WakeUp> = {}): WakeUp {
  return { version: 1, job: `job-${process.pid}-${++jobs}`, kind: 'embed', lane: 'cpu', publication: 1, ...overrides };
}

export const heartbeat = (worker: string): RegattaEvent => ({
  type: 'worker.heartbeat',
  at: '2026-01-02T03:04:05.000Z',
  worker,
  job: null,
  memoryBytes: 1,
});

export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`Waited 10 s for this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const WAIT_MS = 5000;
/** Far beyond any pause of a busy machine: whatever comes twice in these tests does so by mistake. */
const ACK_WAIT_MS_LONG = 60_000;
const ACK_WAIT_MS_SHORT = 1000;
/** Long enough for what must not come to have come. */
const SILENCE_MS = 250;

/** Acknowledges everything that is left on these lanes, so that one test does not feed the next. */
async function empty(consumer: WakeUpConsumer): Promise<void> {
  for (let left; (left = await consumer.next({ waitMs: 100 })) !== null;) left.ack();
}

/** @param open a bus of its own, on which what was pulled and not acknowledged comes again after `ackWaitMs` */
export function busContract(name: string, open: (options: { ackWaitMs: number }) => Promise<BusHarness>): void {
  let harness: BusHarness;
  const buses: Bus[] = [];
  const connect = async (options?: { onGarbage?: (reason: string) => void }) => {
    const bus = await harness.connect(options);
    buses.push(bus);
    return bus;
  };
  const cleanUp = async () => {
    const bus = await connect();
    await empty(await bus.consume(['gpu', 'cpu']));
    for (const each of buses.splice(0)) await each.close();
  };

  describe(`${name} as a bus`, () => {
    beforeAll(async () => {
      harness = await open({ ackWaitMs: ACK_WAIT_MS_LONG });
    });
    afterEach(cleanUp);
    afterAll(() => harness?.dispose());

    test('keeps a wake-up that was published before anybody asked', async () => {
      const bus = await connect();
      const wakeUp = newWakeUp();
      await bus.publishWakeUp(wakeUp);
      const delivery = await (await bus.consume(['cpu'])).next({ waitMs: WAIT_MS });
      expect(delivery?.wakeUp).toEqual(wakeUp);
      delivery?.ack();
    });

    test('wakes a worker that already waits', async () => {
      const bus = await connect();
      const waiting = (await bus.consume(['cpu'])).next({ waitMs: WAIT_MS });
      const wakeUp = newWakeUp();
      await bus.publishWakeUp(wakeUp);
      const delivery = await waiting;
      expect(delivery?.wakeUp).toEqual(wakeUp);
      delivery?.ack();
    });

    test('drops a repeat of the same publication, also an acknowledged one, but not the next publication', async () => {
      const bus = await connect();
      const consumer = await bus.consume(['cpu']);
      const wakeUp = newWakeUp();
      await bus.publishWakeUp(wakeUp);
      await bus.publishWakeUp(wakeUp);
      (await consumer.next({ waitMs: WAIT_MS }))?.ack();
      await bus.publishWakeUp(wakeUp);
      expect(await consumer.next({ waitMs: SILENCE_MS })).toBeNull();
      await bus.publishWakeUp({ ...wakeUp, publication: 2 });
      const second = await consumer.next({ waitMs: WAIT_MS });
      expect(second?.wakeUp.publication).toBe(2);
      second?.ack();
    });

    test('gives a worker only the lanes that it serves', async () => {
      const bus = await connect();
      const [cpu, gpu, both] = [
        await bus.consume(['cpu']),
        await bus.consume(['gpu']),
        await bus.consume(['gpu', 'cpu']),
      ];
      await bus.publishWakeUp(newWakeUp({ lane: 'gpu' }));
      expect(await cpu.next({ waitMs: SILENCE_MS })).toBeNull();
      const taken = await gpu.next({ waitMs: WAIT_MS });
      expect(taken?.wakeUp.lane).toBe('gpu');
      taken?.ack();
      await bus.publishWakeUp(newWakeUp({ lane: 'cpu' }));
      expect(await gpu.next({ waitMs: SILENCE_MS })).toBeNull();
      const other = await both.next({ waitMs: WAIT_MS });
      expect(other?.wakeUp.lane).toBe('cpu');
      other?.ack();
    });

    test('does not hold back a wake-up of one lane while another lane is served', async () => {
      const [one, two] = [await connect(), await connect()];
      const [first, second] = [await one.consume(['gpu', 'cpu']), await two.consume(['gpu', 'cpu'])];
      for (let round = 0; round < 10; round++) {
        const held = first.next({ waitMs: WAIT_MS });
        await Promise.all([
          one.publishWakeUp(newWakeUp({ lane: 'gpu' })),
          one.publishWakeUp(newWakeUp({ lane: 'cpu' })),
        ]);
        const mine = await held;
        const startMs = performance.now();
        const others = await second.next({ waitMs: WAIT_MS });
        // Handed back by the first worker, not timed out there.
        expect(performance.now() - startMs).toBeLessThan(WAIT_MS);
        expect(new Set([mine?.wakeUp.lane, others?.wakeUp.lane])).toEqual(new Set(['gpu', 'cpu']));
        mine?.ack();
        others?.ack();
      }
    });

    test('gives each wake-up to one of many workers', async () => {
      const sender = await connect();
      const wakeUps = Array.from({ length: 60 }, (_, index) => newWakeUp({ lane: index % 2 === 0 ? 'cpu' : 'gpu' }));
      const taken: string[] = [];
      const work = async (lanes: Lane[]) => {
        const consumer = await (await connect()).consume(lanes);
        for (let delivery: Delivery | null; (delivery = await consumer.next({ waitMs: 1000 })) !== null;) {
          taken.push(delivery.wakeUp.job);
          delivery.ack();
        }
      };
      const workers = [work(['cpu']), work(['gpu']), work(['gpu', 'cpu']), work(['cpu', 'gpu'])];
      await Promise.all(wakeUps.map((wakeUp) => sender.publishWakeUp(wakeUp)));
      await Promise.all(workers);
      expect([...taken].sort()).toEqual(wakeUps.map(({ job }) => job).sort());
    });

    test('waits for as long as it was asked to, and gives up at once on a signal or a close', async () => {
      const bus = await connect();
      const consumer = await bus.consume(['gpu', 'cpu']);
      const startMs = performance.now();
      expect(await consumer.next({ waitMs: 200 })).toBeNull();
      expect(performance.now() - startMs).toBeGreaterThan(150);

      const stop = new AbortController();
      const stopped = consumer.next({ waitMs: 60_000, signal: stop.signal });
      stop.abort();
      expect(await stopped).toBeNull();
      expect(await consumer.next({ waitMs: 60_000, signal: stop.signal })).toBeNull();

      const closed = consumer.next({ waitMs: 60_000 });
      await consumer.close();
      expect(await closed).toBeNull();
      expect(await consumer.next({ waitMs: 60_000 })).toBeNull();

      const another = (await bus.consume(['cpu'])).next({ waitMs: 60_000 });
      await bus.close();
      expect(await another).toBeNull();
    });

    test('loses nothing to a worker that stopped waiting', async () => {
      const bus = await connect();
      const consumer = await bus.consume(['gpu', 'cpu']);
      for (let round = 0; round < 20; round++) {
        const stop = new AbortController();
        const waiting = consumer.next({ waitMs: 60_000, signal: stop.signal });
        const published = bus.publishWakeUp(newWakeUp());
        setImmediate(() => stop.abort());
        const startMs = performance.now();
        const delivery = (await waiting) ?? (await published, await consumer.next({ waitMs: WAIT_MS }));
        expect(delivery).not.toBeNull();
        expect(performance.now() - startMs).toBeLessThan(WAIT_MS);
        delivery?.ack();
        await published;
      }
    });

    test('tells events to all who listen, from then on, and passes over garbage', async () => {
      const garbage: string[] = [];
      const [sender, one, two] = [
        await connect(),
        await connect({ onGarbage: (reason) => garbage.push(reason) }),
        await connect(),
      ];
      const heard: string[] = [];
      const listen = (who: string) => (event: RegattaEvent) => {
        if (event.type === 'worker.heartbeat') heard.push(`${who} ${event.worker}`);
      };
      sender.publishEvent(heartbeat('nobody listens'));
      // A round trip: the server has it.
      await sender.streamIdentity();
      const first = await one.subscribeEvents(listen('one'), () => undefined);
      await two.subscribeEvents(listen('two'), () => undefined);
      await harness.putRawEvent('{"type":"worker.sings"}');
      sender.publishEvent(heartbeat('a'));
      await until(() => heard.length === 2, 'both hear the event');
      expect(heard.sort()).toEqual(['one a', 'two a']);
      expect(garbage).toHaveLength(1);
      await first.close();
      sender.publishEvent(heartbeat('b'));
      await until(() => heard.includes('two b'), 'the other still hears');
      expect(heard).not.toContain('one b');
    });

    test('names the same stream to everybody', async () => {
      const [one, two] = [await connect(), await connect()];
      const identities = await Promise.all([one.streamIdentity(), two.streamIdentity(), one.streamIdentity()]);
      expect(new Set(identities).size).toBe(1);
      expect(identities[0]).not.toBe('');
    });

    test('is quiet once it is closed', async () => {
      const bus = await connect();
      expect(bus.status).toBe('connected');
      const consumer = await bus.consume(['cpu']);
      await bus.close();
      await bus.close();
      expect(bus.status).toBe('closed');
      await expect(bus.publishWakeUp(newWakeUp())).rejects.toThrow(BusUnavailableError);
      await expect(bus.streamIdentity()).rejects.toThrow(BusUnavailableError);
      bus.publishEvent(heartbeat('late'));
      expect(await consumer.next({ waitMs: 60_000 })).toBeNull();
      await consumer.close();
    });
  });

  describe(`${name} as a bus, on acknowledgement`, () => {
    beforeAll(async () => {
      harness = await open({ ackWaitMs: ACK_WAIT_MS_SHORT });
    });
    afterEach(cleanUp);
    afterAll(() => harness?.dispose());

    test('brings a wake-up from one connection to another, once', async () => {
      const [sender, receiver] = [await connect(), await connect()];
      const consumer = await receiver.consume(['cpu']);
      const wakeUp = newWakeUp();
      await sender.publishWakeUp(wakeUp);
      const delivery = await consumer.next({ waitMs: WAIT_MS });
      expect(delivery?.wakeUp).toEqual(wakeUp);
      delivery?.ack();
      expect(await consumer.next({ waitMs: ACK_WAIT_MS_SHORT + SILENCE_MS })).toBeNull();
    });

    test('delivers again what was not acknowledged, to another worker too', async () => {
      const [one, other] = [await connect(), await connect()];
      const wakeUp = newWakeUp();
      await one.publishWakeUp(wakeUp);
      expect(await (await one.consume(['cpu'])).next({ waitMs: WAIT_MS })).not.toBeNull();
      const consumer = await other.consume(['cpu']);
      expect(await consumer.next({ waitMs: ACK_WAIT_MS_SHORT / 5 })).toBeNull();
      const again = await consumer.next({ waitMs: WAIT_MS });
      expect(again?.wakeUp).toEqual(wakeUp);
      again?.ack();
      again?.ack();
    });

    test('acknowledges, reports and passes over what it cannot parse', async () => {
      const garbage: string[] = [];
      const bus = await connect({ onGarbage: (reason) => garbage.push(reason) });
      const consumer = await bus.consume(['cpu']);
      await harness.putRaw('cpu', 'not json at all');
      await harness.putRaw('cpu', '');
      await harness.putRaw('cpu', JSON.stringify({ ...newWakeUp(), version: 2 }));
      await harness.putRaw('cpu', JSON.stringify({ ...newWakeUp(), surprise: true }));
      const wakeUp = newWakeUp();
      await bus.publishWakeUp(wakeUp);
      const delivery = await consumer.next({ waitMs: WAIT_MS });
      expect(delivery?.wakeUp).toEqual(wakeUp);
      delivery?.ack();
      expect(garbage).toHaveLength(4);
      expect(garbage[0]).toMatch(/expected JSON; got `not json at all`/);
      expect(garbage[2]).toMatch(/version/);
      expect(await consumer.next({ waitMs: ACK_WAIT_MS_SHORT + SILENCE_MS })).toBeNull();
      expect(garbage).toHaveLength(4);
    });

    test('takes an acknowledgement with it when it closes right after', async () => {
      const bus = await connect();
      await bus.publishWakeUp(newWakeUp());
      (await (await bus.consume(['cpu'])).next({ waitMs: WAIT_MS }))?.ack();
      await bus.close();
      const later = await (await connect()).consume(['cpu']);
      expect(await later.next({ waitMs: ACK_WAIT_MS_SHORT + SILENCE_MS })).toBeNull();
    });
  });
}
