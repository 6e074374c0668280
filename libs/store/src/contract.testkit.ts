/**
 * @file What every store must do, above all when several use it at once. Each implementation's test runs this suite over
 * the real thing; one in memory, for the simulator, has to pass it as well.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import { comparing } from './contract/comparing.testkit.ts';
import { coordination } from './contract/coordination.testkit.ts';
import { fleet } from './contract/fleet.testkit.ts';
import { launching } from './contract/launching.testkit.ts';
import { leases } from './contract/leases.testkit.ts';
import { reading } from './contract/reading.testkit.ts';
import { retrying } from './contract/retrying.testkit.ts';
import type { StoreUnderTest, Under } from './contract/underTest.testkit.ts';

export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as the store`, () => {
    let current: StoreUnderTest;
    beforeEach(async () => {
      current = await open();
    });
    afterEach(async () => {
      await current.dispose();
    });
    const under: Under = () => current;
    describe('when sweeps are launched', () => launching(under));
    describe('when workers hold leases', () => leases(under));
    describe('when coordinators lead', () => coordination(under));
    describe('when something is tried again', () => retrying(under));
    describe('when entries are compared', () => comparing(under));
    describe('when somebody looks', () => reading(under));
    describe('when a whole fleet is at work', () => fleet(under));
  });
}
