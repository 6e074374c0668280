/**
 * @file What happens in a fleet, told to whoever listens. Events are news, not truth: they may be lost or come twice,
 * and a listener that missed some asks the database for a snapshot.
 */
import { z } from 'zod';
import { JobKindSchema, LaneSchema } from './catalog.ts';
import { FAILURE_KINDS } from './errors.ts';
import { Progress } from './executorProtocol.ts';

const at = z.iso.datetime();
const job = z.string();
const worker = z.string();

export const RegattaEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('sweep.changed'), at, sweep: z.string(), state: z.string(), by: z.string() }),
  z.strictObject({ type: z.literal('worker.joined'), at, worker, lanes: z.array(LaneSchema), device: z.string() }),
  z.strictObject({ type: z.literal('worker.left'), at, worker, reason: z.string() }),
  z.strictObject({
    type: z.literal('worker.heartbeat'),
    at,
    worker,
    job: job.nullable(),
    /** Resident memory of agent and executor together. */
    memoryBytes: z.int().min(0),
  }),
  z.strictObject({ type: z.literal('job.claimed'), at, job, kind: JobKindSchema, worker, attempt: z.int().min(1) }),
  z.strictObject({ type: z.literal('job.progress'), at, job, worker, progress: Progress }),
  z.strictObject({ type: z.literal('job.done'), at, job, kind: JobKindSchema, worker, seconds: z.number().min(0) }),
  z.strictObject({
    type: z.literal('job.failed'),
    at,
    job,
    kind: JobKindSchema,
    worker,
    failure: z.enum(FAILURE_KINDS),
    reason: z.string(),
    /** What happens next: tried again, or a dead letter. */
    next: z.enum(['ready', 'delayed', 'dead']),
  }),
  z.strictObject({ type: z.literal('cell.done'), at, cell: z.string(), job, worker }),
  z.strictObject({ type: z.literal('cell.failed'), at, cell: z.string(), job, worker, reason: z.string() }),
]);
export type RegattaEvent = z.infer<typeof RegattaEvent>;
export type RegattaEventType = RegattaEvent['type'];

/** The wake-up that a job's message is: the job itself lies in Postgres. */
export const WakeUp = z.strictObject({
  version: z.literal(1),
  job,
  kind: z.string(),
  lane: LaneSchema,
  /** Counted in Postgres; job and publication together name the message, so JetStream drops no repeat by mistake. */
  publication: z.int().min(1),
});
export type WakeUp = z.infer<typeof WakeUp>;
