/** @file docs/cli.md from the commands' own help, so that neither says what the other does not. */
import type { Command } from 'commander';
import { createProgram } from '../src/program.ts';

const WIDTH = 110;

const INTRODUCTION = `# The command line

\`./regatta COMMAND\`, or \`npm run demo\` for the first look. This page is what \`--help\` says; a test holds them together.

## Answers
Standard output has the answer and nothing else; progress and remarks go to standard error. With \`--json\` the answer is
one JSON document with a field \`type\`, or one document a line where the command streams (\`demo\`, \`race\`, \`launch\`,
\`watch\`, \`execute\`). It has the same facts as the text, and all digits. An error is a document too:
\`{"type":"error","exitCode":2,"message":…}\`, with \`faults\` (file position, expected, found, hint) for a faulty file.

| exit code | means |
|---|---|
| 0 | done |
| 1 | the sweep ended and some of its cells have no result; \`regatta holes\` says why. Or a check of an encoder failed, or a dataset's copies spoil its scores |
| 2 | bad usage or input: arguments, files, names |
| 3 | a part cannot be reached or used: database, bus, object store, disk, network, port |
| 70 | a fault of Regatta itself; the whole story is in \`.regatta/logs/cli.log\` |
| 130 | interrupted. The first Ctrl-C ends in order, a second one at once; the same command goes on later |

## Configuration
Defaults < \`regatta.yaml\` in the project's folder < \`REGATTA_*\` variables < flags.

| key in regatta.yaml | variable | flag | default |
|---|---|---|---|
| \`database-url\` | \`REGATTA_DATABASE_URL\` | \`--database-url\` | embedded |
| \`nats-url\` | \`REGATTA_NATS_URL\` | \`--nats-url\` | embedded |
| \`store\` | \`REGATTA_STORE\` | \`--store\` | \`.regatta/objects\` |
| \`prefix\` | \`REGATTA_PREFIX\` | | regatta |
| \`provider\` | \`REGATTA_PROVIDER\` | \`--provider\` | auto |
| \`threads\` | \`REGATTA_THREADS\` | \`--threads\` | all cores |
| \`unreadable-share-max\` | \`REGATTA_UNREADABLE_SHARE_MAX\` | | 0.01 |
| \`log-level\` | \`REGATTA_LOG_LEVEL\` | \`--log-level\` | info |

Without a database and a bus of their own, commands use the embedded ones of the project, below \`.regatta/\` of the working
directory (or of \`--project\`). \`up\` keeps them running; without it, \`demo\`, \`race\` and \`launch\` start them and stop
them when they end, and commands that only ask start the database for as long as they take.

## Commands
`;

/** The whole page. */
export function cliDocument(): string {
  const program = createProgram();
  const pages = [program, ...program.commands.flatMap((command) => [command, ...command.commands])].filter(
    (command) => command.name() !== 'help',
  );
  return `${INTRODUCTION}${pages.map((command) => `\n### ${title(command)}\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`).join('')}`;
}

function title(command: Command): string {
  const parent = command.parent ? `${title(command.parent)} ` : '';
  return `${parent}${command.name()}`;
}

/** What `--help` prints, at a fixed width; flags that every command takes are shown once, with the program. */
export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => WIDTH });
  if (command.parent) command.configureHelp({ showGlobalOptions: false });
  command.outputHelp();
  return text.trimEnd();
}
