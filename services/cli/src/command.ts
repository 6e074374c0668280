/**
 * @file How commands are declared. Nothing heavy is imported here or by the declarations: `--help` must answer at once,
 * so what a command needs is loaded when it runs.
 */
import { Command } from 'commander';
import type { CommandContext } from './commandContext.ts';
import type { ExitCode } from './exit.ts';

/** What a command does; it answers its exit code, or nothing for success. */
export type Action<A extends unknown[]> = (context: CommandContext, ...args: A) => Promise<ExitCode | void>;

export interface CommandTexts {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Sentences for the command's own help. */
  readonly description: string;
  /** Command lines without `regatta`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/** A command with its help, to which arguments, options and an action are added. */
export function declare(name: string, { summary, description, examples }: CommandTexts): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, does]) => `  regatta ${line.padEnd(width)}   ${does}`);
  return new Command(name)
    .summary(summary)
    .description(description)
    .addHelpText('after', `\n${examples.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`)
    .configureHelp({ showGlobalOptions: true });
}

/** Flags that every command takes. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'answer as one JSON document, or as NDJSON where the command streams')
    .option('--verbose', 'show the whole story of an error')
    .option('--project <folder>', 'folder with regatta.yaml and .regatta/ (default: the working directory)')
    .option('--database-url <url>', 'PostgreSQL of a fleet (default: embedded)')
    .option('--nats-url <url>', 'NATS of a fleet (default: embedded)')
    .option('--store <url>', 'object store, s3://bucket/prefix or file:///folder (default: in .regatta/)')
    .option('--provider <name>', 'what encoders run on: auto, cpu, cuda, webgpu')
    .option('--threads <n>', 'threads of one computation (default: all cores)')
    .option('--log-level <level>', 'trace, debug, info, warn, error, silent');
}

/** Joins an action to commander. Arguments come first, then the command's options. */
export function run<A extends unknown[]>(action: Action<A>): (this: Command, ...args: unknown[]) => Promise<void> {
  return async function (this: Command, ...args: unknown[]) {
    const { execute } = await import('./execute.ts');
    // commander adds the command itself behind arguments and options.
    await execute((context) => action(context, ...(args.slice(0, -1) as A)), this.optsWithGlobals());
  };
}
