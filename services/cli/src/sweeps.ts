/** @file Which sweep a command is about. */
import type { ReadStore, SweepSummary } from '@regatta/store';
import { UsageError } from './exit.ts';

/**
 * The sweep of this name; without one the latest.
 * @throws {UnknownSweepError} @throws {UsageError} when there is none at all
 */
export async function chooseSweep(
  store: Pick<ReadStore, 'sweep' | 'sweeps'>,
  name: string | undefined,
): Promise<SweepSummary> {
  if (name !== undefined) return store.sweep(name);
  const sweeps = await store.sweeps();
  const latest = sweeps.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
  if (latest) return latest;
  throw new UsageError('There is no sweep yet: `regatta demo` or `regatta launch sweep.yaml` makes one.');
}
