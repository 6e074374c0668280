/**
 * @file A coordinator on a virtual clock with store and bus in memory: in which order it does what, and when. What the
 * real ones make of it is shown by coordinator.test.ts, test/fleet and test/chaos.
 */
import { BusUnavailableError } from '@regatta/bus';
import { RetryableError, type RegattaEvent, type WakeUp } from '@regatta/jobs';
import { NotLeaderError, type CoordinatorStore, type Leadership } from '@regatta/store';
import { silentLogger } from '@regatta/telemetry';
import { VirtualTime } from '../../../test/support/virtualTime.ts';
import { Coordinator } from '../src/coordinator.ts';

const wakeUp = (job: string): WakeUp => ({ version: 1, job, kind: 'embed', lane: 'cpu', publication: 1 });

export function coordinatorInMemory() {
  const time = new VirtualTime();
  /** What it did that changes anything, in order. */
  const did: string[] = [];
  const events: RegattaEvent[] = [];
  const world = {
    isDatabaseAway: false,
    isBusAway: false,
    isPublishingBroken: false,
    isDeposed: false,
    epoch: 1,
    stream: 'first',
    ready: [] as string[],
    expired: [] as string[],
    settled: [] as string[],
    /** Events that are to be trimmed. */
    old: [] as string[],
    rounds: 0,
  };
  let hear: (event: RegattaEvent) => void = () => undefined;

  const asked = async (leadership: Leadership): Promise<void> => {
    if (world.isDatabaseAway) throw new RetryableError('the database is away');
    if (world.isDeposed) throw new NotLeaderError(leadership);
  };
  const bus = async (): Promise<void> => {
    if (world.isBusAway) throw new BusUnavailableError('the bus is away');
  };
  const store: CoordinatorStore = {
    lead: async (coordinator) => {
      world.rounds++;
      if (world.isDatabaseAway) throw new RetryableError('the database is away');
      return world.isDeposed ? null : { coordinator, epoch: world.epoch };
    },
    abdicate: async () => void did.push('abdicate'),
    releaseDependants: async (leadership) => {
      await asked(leadership);
      return { released: 0, failed: 0 };
    },
    takePublishable: async (leadership) => {
      await asked(leadership);
      return world.ready.splice(0).map(wakeUp);
    },
    forgetPublications: async (leadership) => {
      await asked(leadership);
      did.push('forget');
    },
    expireLeases: async (leadership) => {
      await asked(leadership);
      const expired = world.expired.splice(0);
      for (const job of expired) did.push(`expire ${job} at ${time.now() / 1000} s`);
      return expired.map((job) => ({ job, kind: 'embed', worker: 'w', quarantine: null }) as const);
    },
    settleSweeps: async (leadership) => {
      await asked(leadership);
      return world.settled.splice(0);
    },
    trim: async (leadership) => {
      await asked(leadership);
      did.push(`trim at ${time.now() / 1000} s`);
      const events = world.old.splice(0, 1000).length;
      return { events, attempts: 0 };
    },
    nextDeadlineMs: async (maxMs) => maxMs,
  };
  const coordinator = new Coordinator({
    id: 'c',
    store,
    bus: {
      publishWakeUp: async ({ job }) => {
        await bus();
        if (world.isPublishingBroken) throw new BusUnavailableError('not confirmed');
        did.push(`publish ${job}`);
      },
      publishEvent: (event) => void events.push(event),
      subscribeEvents: async (onEvent) => {
        hear = onEvent;
        return { close: async () => undefined };
      },
      streamIdentity: async () => {
        await bus();
        return world.stream;
      },
    },
    time,
    log: silentLogger,
    window: 64,
    leadMs: 6000,
  });
  const stop = new AbortController();
  let end: Promise<void> | undefined;
  return {
    time,
    did,
    events,
    world,
    hear: (event: RegattaEvent) => hear(event),
    async start(): Promise<void> {
      end = coordinator.run(stop.signal);
      await time.pass(0);
    },
    async stop(): Promise<void> {
      stop.abort();
      await time.pass(0);
      await end;
    },
  };
}
