/** @file Watches a sweep to its end, and says with which exit code. */
import type { Bus } from '@regatta/bus';
import type { Store } from '@regatta/store';
import type { CommandContext } from './commandContext.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** @returns done, some failed, or interrupted when the reader left first */
export async function follow(
  { output, signal }: CommandContext,
  { store, bus, sweep }: { store: Store; bus: Bus | null; sweep: string },
): Promise<ExitCode> {
  const { watchSweep } = await import('@regatta/monitor');
  output.endProgress();
  const end = await watchSweep({
    store,
    bus,
    sweep,
    stdout: output.stdout,
    stdin: output.stdin,
    isInteractive: output.isInteractive,
    json: output.isJson,
    signal,
    untilDone: true,
  });
  return { done: EXIT.done, failed: EXIT.someFailed, detached: EXIT.interrupted }[end];
}
