/** @file The executor's configuration, handed down by its agent, and the one reader of its environment. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';

const Config = z.strictObject({
  /** Object store, `file:///path` or `s3://bucket/prefix`. */
  storeUrl: z.string().min(1),
  /** Threads of one computation, and of decoding beside it. @default the cores of this machine */
  threads: z.coerce.number().int().min(1).max(1024),
});
export type ExecutorConfig = z.infer<typeof Config>;

/** @throws {z.ZodError} naming what is missing or out of range. */
export function readConfig(environment: NodeJS.ProcessEnv): Readonly<ExecutorConfig> {
  return Object.freeze(
    Config.parse({
      storeUrl: environment['REGATTA_STORE'] ?? '',
      threads: environment['REGATTA_THREADS'] ?? availableParallelism(),
    }),
  );
}
