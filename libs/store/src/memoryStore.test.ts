import { expect } from 'vitest';
import { storeContract } from './contract.testkit.ts';
import { MemoryDatabase, type Wire } from './memoryStore.testkit.ts';

/** Lets whoever else is at work have a turn before and after each transaction. */
const takingTurns: Wire = async (_, commit) => {
  await new Promise((resolve) => setImmediate(resolve));
  return commit();
};

storeContract('memory', async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const database = new MemoryDatabase({ now: () => nowMs, random: Math.random });
  return {
    store: database.connect(takingTurns),
    connect: async () => database.connect(takingTurns),
    passTime: async (ms) => void (nowMs += ms),
    dispose: async () => expect(database.violations()).toEqual([]),
  };
});
