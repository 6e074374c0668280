/** @file One rung of the ladder that leads to a nats-server. */

export interface RungOptions {
  /** Where a fetched binary must end up. */
  readonly target: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** A way to have a nats-server. Resolves to its path, or to the reason why this way is closed. */
export type Rung = (options: RungOptions) => Promise<{ path: string } | { closed: string }>;
