/** @file What every command is given. */
import type { Config } from './config.ts';
import type { Output } from './output.ts';

export interface CommandContext {
  readonly config: Config;
  readonly output: Output;
  /** As it was when the process started; handed down to the processes that a command starts. */
  readonly environment: NodeJS.ProcessEnv;
  /** Fires at the first Ctrl-C (or SIGTERM, SIGHUP); a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
}
