/** @file `up`: the whole embedded stack, left running. */
import { UsageError } from './exit.ts';
import type { CommandContext } from './commandContext.ts';
import { openMigratedStore } from './connect.ts';
import { runProcesses } from './runStack.ts';
import { readStatus, type Status } from './status.ts';

export interface UpWish {
  readonly workers: number;
  readonly ports: { readonly postgres?: number; readonly nats?: number };
}

/** @throws {UsageError} when the configuration names a fleet, which is not ours to start */
export async function startUp(context: CommandContext, { workers, ports }: UpWish): Promise<Status> {
  const { config, output, signal } = context;
  if (!config.isEmbedded)
    throw new UsageError(
      'The database and the bus are configured: start them where they are, and `regatta coordinator` and `regatta worker` beside them.',
    );
  const { startStack } = await import('@regatta/local');
  const stack = await startStack({
    folder: config.state,
    ports,
    isKept: true,
    onProgress: (line) => output.progress(line),
    signal,
  });
  try {
    // Before the processes, which refuse an older schema.
    await (await openMigratedStore(stack.databaseUrl!, { mayMigrate: true })).close();
    await runProcesses(stack, context, { workers });
    return await readStatus(context);
  } finally {
    await stack.close();
  }
}
