/**
 * @file How a process ends that cannot go on: one sentence for people and an exit code for scripts.
 * 2: what it was given is wrong; 3: a part that it needs cannot be reached or used.
 */
import { z } from 'zod';

export interface LastWords {
  readonly sentence: string;
  readonly exitCode: 2 | 3;
}

/** A configuration that its schema refused is bad input; whatever else ends a service is a part that fails it. */
export function lastWords(error: unknown): LastWords {
  if (error instanceof z.ZodError) {
    return { sentence: `The configuration cannot be used:\n${z.prettifyError(error)}`, exitCode: 2 };
  }
  return { sentence: error instanceof Error ? error.message : String(error), exitCode: 3 };
}

/** Runs a service's `main`; when it fails, says why on standard error and sets the exit code. */
export async function runMain(service: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const { sentence, exitCode } = lastWords(error);
    process.stderr.write(`regatta ${service}: ${sentence}\n`);
    // What is half open (a socket, a child) must not keep a process alive that has said its last words.
    process.exit(exitCode);
  }
}
