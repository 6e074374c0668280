/** @file What a handler is given, with a store, objects and decode threads of its own, opened and closed around each test. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { DecodePool } from '../src/decodePool.ts';
import { FeatureReader } from '../src/features.ts';
import type { JobContext } from '../src/handler.ts';
import { Objects } from '../src/objects.ts';
import { openSmallStore, type SmallStore } from './smallStore.ts';

export interface TestJobs {
  readonly store: SmallStore;
  readonly objects: Objects;
  readonly decoder: DecodePool;
  /** A context that hears nothing, with these parts instead of its own. */
  context(overrides?: Partial<JobContext>): JobContext;
}

/** Call it once at the top of a file of tests. */
export function useJobContext({ decodeThreads = 2 } = {}): TestJobs {
  let store: SmallStore;
  let objects: Objects;
  let decoder: DecodePool;
  beforeAll(() => void (decoder = new DecodePool({ threads: decodeThreads })));
  afterAll(() => decoder.close());
  beforeEach(async () => {
    store = await openSmallStore();
    objects = new Objects(store.blobs, 2);
  });
  afterEach(async () => {
    await objects.close();
    await store.remove();
  });
  return {
    get store() {
      return store;
    },
    get objects() {
      return objects;
    },
    get decoder() {
      return decoder;
    },
    context: (overrides = {}) => ({
      job: 'a',
      inputs: {},
      finishedCells: new Set(),
      blobs: store.blobs,
      objects,
      features: new FeatureReader(store.blobs),
      decoder,
      threads: 2,
      signal: new AbortController().signal,
      progress: () => undefined,
      cell: () => undefined,
      ...overrides,
    }),
  };
}
