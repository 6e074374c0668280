import { systemTime, type Lane } from '@regatta/jobs';
import { expect, test } from 'vitest';
import { busContract, newWakeUp } from './contract.testkit.ts';
import { MemoryBusServer } from './memoryBus.testkit.ts';

busContract('memory', async ({ ackWaitMs }) => {
  const server = new MemoryBusServer({ time: systemTime, ackWaitMs });
  return {
    connect: async ({ onGarbage } = {}) => server.connect(onGarbage),
    putRaw: async (lane: Lane, text: string) => server.put(null, { lane, text }),
    putRawEvent: async (text) => server.tell(text),
    dispose: async () => undefined,
  };
});

test('is another, empty stream after it was wiped', async () => {
  const server = new MemoryBusServer({ time: systemTime, ackWaitMs: 20 });
  const bus = server.connect();
  const [wakeUp, before] = [newWakeUp(), await bus.streamIdentity()];
  await bus.publishWakeUp(wakeUp);
  const consumer = await bus.consume(['cpu']);
  const held = await consumer.next({ waitMs: 0 });
  await bus.publishWakeUp(newWakeUp());
  server.wipe();
  expect(await bus.streamIdentity()).not.toBe(before);
  // Neither what waited nor what was in a hand comes again, and the same publication counts anew.
  expect(await consumer.next({ waitMs: 100 })).toBeNull();
  held?.ack();
  await bus.publishWakeUp(wakeUp);
  expect((await consumer.next({ waitMs: 0 }))?.wakeUp).toEqual(wakeUp);
});
