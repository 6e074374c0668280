/**
 * @file What is said between the keeper and those who use its stack: one JSON document per line, over a TCP connection
 * on the loopback address. The first line is a greeting with the token; every request gets any number of `progress`
 * lines and then `done` or `failed`.
 */
import { z } from 'zod';

const Port = z.int().min(1).max(65535);

/** A process that the keeper starts and keeps alive: a coordinator, a worker. */
export const ProcessSpec = z.strictObject({
  /** Unique in the stack: "coordinator", "worker-1". */
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  command: z.string().min(1),
  args: z.array(z.string()),
  /** All of it: nothing is added. */
  environment: z.record(z.string(), z.string()),
  logFile: z.string().min(1),
  /** From SIGTERM to SIGKILL. @unit milliseconds */
  graceMs: z.int().min(0),
});
export type ProcessSpec = z.infer<typeof ProcessSpec>;

const ChildStatus = z.strictObject({
  name: z.string(),
  /** `restarting`: it ended on its own and is about to be started again. `ended`: on its own, with success. */
  state: z.enum(['starting', 'running', 'restarting', 'ended', 'stopped']),
  pid: z.int().nullable(),
  /** Starts after the first one. */
  restarts: z.int().min(0),
  logFile: z.string(),
  /** Why it ended last, or why it cannot be started; null when neither has happened. */
  trouble: z.string().nullable(),
});
export type ChildStatus = z.infer<typeof ChildStatus>;

export const RunningStack = z.strictObject({
  keeperPid: z.int(),
  /** True: it runs until it is stopped. False: as long as somebody uses it. */
  isKept: z.boolean(),
  /** True when nobody holds it any more: it is stopping. */
  willStop: z.boolean(),
  /** Null when it is not started here. */
  databaseUrl: z.string().nullable(),
  natsUrl: z.string().nullable(),
  /** PostgreSQL and NATS first, then the processes, in the order in which they were started. */
  children: z.array(ChildStatus),
});
export type RunningStack = z.infer<typeof RunningStack>;

export const SERVERS = ['postgres', 'nats'] as const;
export type ServerName = (typeof SERVERS)[number];

export const Greeting = z.strictObject({
  version: z.int(),
  token: z.string(),
  /** The stack must not stop while this connection lasts. */
  holds: z.boolean(),
});
export type Greeting = z.infer<typeof Greeting>;

const id = z.int().min(0);
export const Request = z.discriminatedUnion('type', [
  z.strictObject({
    id,
    type: z.literal('start'),
    servers: z.array(z.enum(SERVERS)),
    ports: z.strictObject({ postgres: Port.optional(), nats: Port.optional() }),
  }),
  /** Starts these processes; one that runs with the same specification is left alone, with another it is replaced. */
  z.strictObject({ id, type: z.literal('run'), processes: z.array(ProcessSpec) }),
  /** Stops these processes for good. */
  z.strictObject({ id, type: z.literal('end'), names: z.array(z.string()) }),
  z.strictObject({ id, type: z.literal('keep') }),
  /** This connection holds the stack no longer. */
  z.strictObject({ id, type: z.literal('release') }),
  z.strictObject({ id, type: z.literal('status') }),
  z.strictObject({ id, type: z.literal('stop') }),
]);
export type Request = z.infer<typeof Request>;
export type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

export const Reply = z.discriminatedUnion('type', [
  z.strictObject({ id, type: z.literal('progress'), line: z.string() }),
  z.strictObject({ id, type: z.literal('done'), stack: RunningStack }),
  z.strictObject({ id, type: z.literal('failed'), message: z.string() }),
]);
export type Reply = z.infer<typeof Reply>;
