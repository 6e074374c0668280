/** @file The table of commands, in the order of the three journeys. */
import { Command } from 'commander';
import { addGlobalOptions } from './command.ts';
import { cancel, pause, resume } from './commands/control.ts';
import { datasets } from './commands/datasets.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { doubts } from './commands/doubts.ts';
import { encoders } from './commands/encoders.ts';
import { explain } from './commands/explain.ts';
import { holes } from './commands/holes.ts';
import { launch } from './commands/launch.ts';
import { plan } from './commands/plan.ts';
import { coordinator, execute, migrate, worker } from './commands/processes.ts';
import { race } from './commands/race.ts';
import { rankings } from './commands/rankings.ts';
import { redrive } from './commands/redrive.ts';
import { report } from './commands/report.ts';
import { results } from './commands/results.ts';
import { retry } from './commands/retry.ts';
import { sql } from './commands/sql.ts';
import { down, status, up } from './commands/stack.ts';
import { watch } from './commands/watch.ts';
import { VERSION } from './version.ts';

const GROUPS: readonly (readonly [title: string, commands: readonly Command[]])[] = [
  ['Race:', [demo, race, plan, launch]],
  ['Watch and control:', [watch, status, pause, resume, cancel, retry, redrive]],
  ['Ask:', [results, report, rankings, holes, doubts, explain, sql]],
  ['What can race:', [datasets, encoders]],
  ['This machine:', [up, down, doctor]],
  ['Processes of a fleet:', [worker, coordinator, migrate, execute]],
];

const DESCRIPTION =
  'Races pretrained vision encoders on your own labelled images: which encoder, used in which way, is best for your ' +
  'data and your label budget?';

const EXIT_CODES = `
Exit codes: 0 done, 1 some cells failed, 2 bad usage or input, 3 a part cannot be reached, 130 interrupted.
\`regatta demo\` is the place to begin; \`regatta COMMAND --help\` shows examples.`;

/** @param isQuiet true when errors of usage are told as JSON, by whoever catches them */
export function createProgram({ isQuiet = false } = {}): Command {
  const program = addGlobalOptions(new Command('regatta'))
    .description(DESCRIPTION)
    .version(VERSION)
    .addHelpText('after', EXIT_CODES);
  for (const [title, commands] of GROUPS) for (const command of commands) program.addCommand(command.helpGroup(title));
  prepare(program, isQuiet);
  return program;
}

/** What commander does not hand down to commands that were declared elsewhere. */
function prepare(command: Command, isQuiet: boolean): void {
  command.exitOverride().showHelpAfterError('(--help shows options and examples)');
  if (isQuiet) command.configureOutput({ writeErr: () => undefined });
  for (const child of command.commands) prepare(child, isQuiet);
}
