/**
 * @file Notices a process of the stack that ends as often as it is started. The keeper starts it again for ever, which is
 * right for one bad moment; a person who waits for a sweep wants to hear that it will never come.
 */
import type { ChildStatus } from '@regatta/local';

/** So many new starts in so long a time are no bad moment: they are tried after 0.1, 0.2, 0.4, ... seconds. */
const RESTARTS_MAX = 5;
const WINDOW_MS = 30_000;

export class CrashLoopDetector {
  readonly #seen = new Map<string, { readonly atMs: number; readonly restarts: number }[]>();

  /** @returns a sentence about the process that does not come up; null when all is well */
  look(children: readonly ChildStatus[], nowMs: number): string | null {
    for (const { name, restarts, trouble, logFile } of children) {
      const seen = (this.#seen.get(name) ?? []).filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
      seen.push({ atMs: nowMs, restarts });
      this.#seen.set(name, seen);
      if (restarts - seen[0]!.restarts >= RESTARTS_MAX)
        return `${name} ends as often as it is started: ${trouble ?? 'it says nothing'}. Its log is ${logFile}.`;
    }
    return null;
  }
}
