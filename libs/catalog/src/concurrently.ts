/** @file Many small pieces of work, some of them at once, within a budget of memory. */

export interface ConcurrentlyOptions<T> {
  /** Pieces at once. */
  readonly limit: number;
  /** What a piece holds in memory while it is worked on. @unit bytes */
  readonly bytesOf: (item: T) => number;
  /** Held by all at once; a piece larger than this is worked on alone. @default 64 MiB @unit bytes */
  readonly bytesMax?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` over all items, begun in their order, and returns the results in their order. The first error ends it:
 * nothing new begins, and it rejects when what was under way has ended.
 */
export async function concurrently<T, R>(
  items: readonly T[],
  { limit, bytesOf, bytesMax = 64 * 2 ** 20, signal }: ConcurrentlyOptions<T>,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const running = new Set<Promise<void>>();
  let held = 0;
  let failure: { error: unknown } | null = null;
  const begin = (item: T, index: number) => {
    const bytes = bytesOf(item);
    held += bytes;
    const piece = work(item, index)
      .then(
        (result) => void (results[index] = result),
        (error: unknown) => void (failure ??= { error }),
      )
      .finally(() => {
        held -= bytes;
        running.delete(piece);
      });
    running.add(piece);
  };
  for (const [index, item] of items.entries()) {
    while (running.size > 0 && (running.size >= limit || held + bytesOf(item) > bytesMax)) await Promise.race(running);
    if (failure !== null || signal?.aborted === true) break;
    begin(item, index);
  }
  await Promise.all(running);
  if (failure !== null) throw (failure as { error: unknown }).error;
  signal?.throwIfAborted();
  return results;
}
