/** @file Waits for a condition, with a limit: the only way in which a test across processes waits. */

export interface WaitOptions {
  /** What is waited for, for the message of the failure. */
  readonly what: string;
  /** @default 60000 @unit milliseconds */
  readonly forMs?: number;
  /** Between two looks. @default 50 @unit milliseconds */
  readonly everyMs?: number;
}

/**
 * Looks until the answer is neither null, undefined nor false. A look that fails counts as one without an answer, since
 * the server that is asked may be the one that was killed.
 * @throws {Error} after the limit, with what was waited for and how the last look ended
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  { what, forMs = 60_000, everyMs = 50 }: WaitOptions,
): Promise<Exclude<T, null | undefined | false>> {
  const deadlineMs = performance.now() + forMs;
  let last = 'there was no answer';
  for (;;) {
    try {
      const answer = await look();
      if (answer !== null && answer !== undefined && answer !== false)
        return answer as Exclude<T, null | undefined | false>;
      last = `the last answer was ${String(answer)}`;
    } catch (error) {
      last = `the last look failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > deadlineMs) throw new Error(`Waited ${forMs / 1000} s for ${what}; ${last}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
