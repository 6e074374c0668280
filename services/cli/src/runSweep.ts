/** @file A sweep from its file to its report: the common road of `demo`, `race` and `launch`. */
import type { Catalog } from '@regatta/catalog';
import { verdictParts } from '@regatta/report';
import type { NewSweep, Store } from '@regatta/store';
import type { CommandContext } from './commandContext.ts';
import { tellSweepChanged } from './connect.ts';
import { EXIT, StoppedError, type ExitCode } from './exit.ts';
import { follow } from './follow.ts';
import { resultsText, sweepResults } from './results.ts';
import type { RunStack } from './runStack.ts';
import { jobsOf, planDocument, planSweep, planText } from './sweep/planSweep.ts';
import { resolveSweep, type ResolvedSweep, type SweepSource } from './sweep/resolveSweep.ts';
import { shownPath } from './shownPath.ts';
import { writeReport } from './writeReport.ts';

export interface RunOptions {
  readonly source: SweepSource;
  readonly catalog: Catalog;
  readonly stack: RunStack;
  /** Where the report goes; by default into the project's `.regatta/`. */
  readonly reportFile?: string;
}

/** Plans, runs, watches and reports. @returns the exit code */
export async function runSweep(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const { stack } = options;
  const { store, name, isComplete } = await launchSweep(context, options);
  if (!isComplete) {
    const { bus } = await stack.fleet();
    const signal = AbortSignal.any([context.signal, stack.lost]);
    const code = await follow({ ...context, signal }, { store, bus, sweep: name });
    if (stack.lost.aborted) throw stack.lost.reason;
    if (code === EXIT.interrupted) throw new StoppedError(await leavingWords(store, name, stack.isOwn));
  }
  return reportSweep(context, { store, name, ...(options.reportFile ? { reportFile: options.reportFile } : {}) });
}

export interface LaunchedSweep {
  readonly store: Store;
  readonly name: string;
  /** True when every cell had its result before, and all were compared: nothing is to be computed or watched. */
  readonly isComplete: boolean;
}

/** Reads, plans and saves a sweep, and says what is going to happen. */
export async function launchSweep(
  context: CommandContext,
  { source, catalog, stack }: Omit<RunOptions, 'reportFile'>,
): Promise<LaunchedSweep> {
  const { config, output, signal } = context;
  const resolved = await resolveSweep(source, {
    catalog,
    onProgress: (line) => output.progress(line),
    onNote: (line) => output.note(line),
    // The database starts while images are imported, and not for a file that cannot be read.
    onReadable: () => stack.start(),
    signal,
  });
  const store = await stack.store();
  const plan = await planSweep(resolved, { store, config });
  if (output.isJson) output.document(planDocument(plan));
  else output.line(`${planText(plan)}\n`);
  const { name } = await store.saveSweep(toNewSweep(resolved), (missing) => jobsOf(missing, resolved, config));
  const isComplete = (await store.sweep(name)).state === 'done';
  if (!isComplete) {
    const { bus } = await stack.fleet();
    tellSweepChanged(bus, { sweep: name, state: 'running', by: 'regatta launch' });
  }
  return { store, name, isComplete };
}

function toNewSweep({ source, sweep, cells, encoders, datasets }: ResolvedSweep): NewSweep {
  return {
    name: sweep.name,
    source: source.text,
    seed: sweep.seed,
    cells,
    encoders: encoders.map(({ ref, spec }) => ({ ref, manifest: spec })),
    datasets: datasets.map(({ ref, summary }) => ({ ref, summary })),
  };
}

/** The leaderboard, the verdict, and a report in a file. */
async function reportSweep(
  context: CommandContext,
  { store, name, reportFile }: { store: Store; name: string; reportFile?: string },
): Promise<ExitCode> {
  const { output } = context;
  const sweep = await store.sweep(name);
  const found = await sweepResults(store, sweep);
  const options = { store, sweep, found, ...(reportFile === undefined ? {} : { file: reportFile }) };
  const file = await writeReport(context, options);
  const text = await resultsText(context, found);
  output.answer({
    text: () =>
      `\n${text}\n\nReport: ${shownPath(file)}\nMore: regatta results ${name} --format csv, ` +
      `regatta sql "select * from leaderboard where sweep = '${name}'"`,
    json: () => ({ type: 'results', ...found, verdict: verdictParts(found.rows), report: file }),
  });
  return sweep.cells.failed + sweep.cells.cancelled + sweep.cells.pending > 0 ? EXIT.someFailed : EXIT.done;
}

async function leavingWords(store: Store, name: string, isOwn: boolean): Promise<string> {
  const { cells } = await store.sweep(name);
  const total = cells.pending + cells.done + cells.failed + cells.cancelled;
  const done = `${cells.done} of ${total} cells of ${name} are done`;
  return isOwn
    ? `Stopped; ${done}, and the same command goes on from there.`
    : `No longer watched; ${done}, and the rest goes on. \`regatta watch ${name}\` shows it, \`regatta cancel ${name}\` ends it.`;
}
