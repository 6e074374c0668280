/** @file Runs a command's action: configuration before it, and after it an exit code and, if need be, one sentence. */
import type { CommandContext } from './commandContext.ts';
import { SETTINGS, readConfig } from './config.ts';
import { EXIT, StoppedError, endingOf, logError, type ExitCode } from './exit.ts';
import { Output } from './output.ts';

/** @param flags all options of the command and the program, as commander names them */
export async function execute(
  action: (context: CommandContext) => Promise<ExitCode | void>,
  flags: Readonly<Record<string, unknown>>,
): Promise<void> {
  const environment = process.env;
  const output = new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    isJson: flags['json'] === true,
    isVerbose: flags['verbose'] === true,
  });
  const interruption = listenForInterruption(output);
  let stateFolder: string | null = null;
  try {
    const config = readConfig({
      ...(typeof flags['project'] === 'string' ? { project: flags['project'] } : {}),
      environment,
      flags: Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, flags[name]])),
    });
    stateFolder = config.state;
    process.exitCode = (await action({ config, output, environment, signal: interruption.signal })) ?? EXIT.done;
  } catch (error) {
    process.exitCode = tellError(interruption.signal.aborted ? asStopped(error) : error, { output, stateFolder });
  } finally {
    output.endProgress();
    interruption.stop();
  }
}

/** Prints an error in the form that was asked for. @returns the exit code */
function tellError(error: unknown, { output, stateFolder }: { output: Output; stateFolder: string | null }): ExitCode {
  const { code, message } = endingOf(error);
  const isWorthALog = stateFolder !== null && code !== EXIT.interrupted;
  const log = isWorthALog ? logError(stateFolder, error, process.argv.slice(2)) : null;
  if (output.isJson) {
    const details = error instanceof Error && 'faults' in error ? { faults: error.faults } : {};
    output.document({ type: 'error', exitCode: code, message, ...details });
  } else {
    output.note(`regatta: ${message}${log !== null && code === EXIT.fault ? ` The whole story is in ${log}.` : ''}`);
  }
  if (output.isVerbose && error instanceof Error) output.note(error.stack ?? error.message);
  return code;
}

/** What broke because the person wanted to leave is no failure. */
function asStopped(error: unknown): unknown {
  return error instanceof StoppedError ? error : new StoppedError('Stopped.', { cause: error });
}

function listenForInterruption(output: Output): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted && name === 'SIGINT') {
      output.note('regatta: stopped at once.');
      process.exit(EXIT.interrupted);
    }
    controller.abort();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return { signal: controller.signal, stop: () => names.forEach((name) => process.off(name, onSignal)) };
}
