/** @file The pause between two native calls, in which the event loop hears what the agent has said. */

/** Lets messages of the agent be heard and throws when it asked to stop. Called between native calls. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
