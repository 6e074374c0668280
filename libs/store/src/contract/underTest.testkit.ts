/** @file What a test of the contract is given: a store that only it knows. */
import type { Store } from '../store.ts';

/** An empty store, new for each test. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Another client of the same truth, as another process has it; closed with the rest. */
  connect(): Promise<Store>;
  /** Lets every deadline come nearer by so much. */
  passTime(ms: number): Promise<void>;
  dispose(): Promise<void>;
}

/** Gives a test of the suite the store that was opened for it. */
export type Under = () => StoreUnderTest;
