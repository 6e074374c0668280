/** @file Shows a sweep until it ends or the reader leaves: a live picture on a terminal, lines or NDJSON elsewhere. */
import type { Bus } from '@regatta/bus';
import type { ReadStore } from '@regatta/store';
import { followSweep, type SweepEnd } from './followSweep.ts';
import { endDocument, jsonDocuments, type JsonTold } from './jsonReporter.ts';
import { initialState, type MonitorState } from './model.ts';
import { endLine, plainLines, type Told } from './plainReporter.ts';
import { terminalTraits } from './terminal.ts';

export interface WatchOptions {
  readonly store: Pick<ReadStore, 'snapshot'>;
  /** Null watches by snapshots alone. */
  readonly bus: Pick<Bus, 'status' | 'subscribeEvents'> | null;
  readonly sweep: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** True for the live picture; it still takes lines where the terminal cannot move its cursor (`TERM=dumb`). */
  readonly isInteractive: boolean;
  /** True for NDJSON, whatever the terminal. */
  readonly json: boolean;
  /** Its firing leaves the sweep to itself. */
  readonly signal: AbortSignal;
  /** True to return when the sweep ends; false to stay until the reader leaves. */
  readonly untilDone: boolean;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * @returns `done` (every cell has a result), `failed` (some have none, or the sweep was cancelled), or `detached` (the
 * reader left by q or Ctrl-C, or the signal fired; the sweep goes on)
 * @throws {UnknownSweepError} when the store does not know the sweep
 */
export async function watchSweep(options: WatchOptions): Promise<SweepEnd> {
  const traits = terminalTraits(options.env ?? process.env, options.stdout.isTTY === true);
  if (options.json) return watchAsJson(options);
  if (options.isInteractive && !traits.isDumb) return watchLive(options);
  return watchAsLines(options);
}

async function watchAsLines({ stdout, ...options }: WatchOptions): Promise<SweepEnd> {
  let told: Told | null = null;
  let last = initialState(options.sweep, 0);
  const end = await followSweep({
    ...options,
    onState: (state) => {
      last = state;
      const said = plainLines(told, state);
      told = said.told;
      for (const line of said.lines) stdout.write(`${line}\n`);
    },
  });
  stdout.write(`${endLine(last, end)}\n`);
  return end;
}

async function watchAsJson({ stdout, ...options }: WatchOptions): Promise<SweepEnd> {
  let told: JsonTold | null = null;
  let last = initialState(options.sweep, 0);
  const write = (document: object) => stdout.write(`${JSON.stringify(document)}\n`);
  const end = await followSweep({
    ...options,
    onEvent: write,
    onState: (state) => {
      last = state;
      const said = jsonDocuments(told, state);
      told = said.told;
      said.documents.forEach(write);
    },
  });
  write(endDocument(last, end));
  return end;
}

async function watchLive(options: WatchOptions): Promise<SweepEnd> {
  const { stdout, stdin, signal, sweep } = options;
  const traits = terminalTraits(options.env ?? process.env, true);
  const { startApp } = await import('./app.ts');
  let state: MonitorState = initialState(sweep, Date.now());
  const listeners = new Set<() => void>();
  const leave = new AbortController();
  let lastWord = '';
  const app = startApp({
    stdout,
    stdin,
    traits,
    source: {
      get: () => state,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  const left = app.left.finally(() => leave.abort());
  try {
    const end = await followSweep({
      ...options,
      signal: AbortSignal.any([signal, leave.signal]),
      onState: (next) => {
        state = next;
        for (const listener of listeners) listener();
      },
    });
    // The picture goes with its screen; this line stays.
    lastWord = `${endLine(state, end)}\n`;
    return end;
  } finally {
    app.close();
    await left;
    stdout.write(lastWord);
  }
}
