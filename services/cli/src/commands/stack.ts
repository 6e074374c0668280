/** @file `up`, `down`, `status`: the embedded stack of a project. */
import { wholeNumber } from '../arguments.ts';
import { declare, run } from '../command.ts';

interface UpOptions {
  readonly workers: number;
  readonly postgresPort?: number;
  readonly natsPort?: number;
}

export const up = declare('up', {
  summary: 'start PostgreSQL, NATS, a coordinator and a worker in the background',
  description:
    'Starts the embedded stack of this project and leaves it running: sweeps are handed to it by `launch --detach`, and ' +
    'psql, `watch` and `results` find it. What runs already is left alone. `down` stops it.',
  examples: [
    ['up', 'all cores, one worker'],
    ['up --postgres-port 5432', 'with the database on a port of your choice'],
  ],
})
  .option('--workers <n>', 'workers; one uses all cores by itself', wholeNumber, 1)
  .option('--postgres-port <port>', 'port of the database (default: that of the last run, or a free one)', wholeNumber)
  .option('--nats-port <port>', 'port of the bus (default: that of the last run, or a free one)', wholeNumber)
  .action(
    run<[UpOptions]>(async (context, { workers, postgresPort, natsPort }) => {
      const [{ startUp }, { statusText }] = await Promise.all([import('../startUp.ts'), import('../status.ts')]);
      const ports = {
        ...(postgresPort === undefined ? {} : { postgres: postgresPort }),
        ...(natsPort === undefined ? {} : { nats: natsPort }),
      };
      const status = await startUp(context, { workers, ports });
      context.output.answer({ text: () => statusText(status), json: () => ({ type: 'status', ...status }) });
    }),
  );

export const down = declare('down', {
  summary: 'stop the embedded stack',
  description:
    'Stops what runs in this project, in order. A job in hand is given back and done again later; nothing that is ' +
    'finished is lost.',
  examples: [['down', 'stop everything of this project']],
}).action(
  run(async ({ config, output }) => {
    const { stopStack } = await import('@regatta/local');
    const stopped = await stopStack({ folder: config.state, onProgress: (line) => output.progress(line) });
    output.answer({
      text: () => (stopped ? 'Stopped.' : `Nothing ran in ${config.state}.`),
      json: () => ({ type: 'down', stopped }),
    });
  }),
);

export const status = declare('status', {
  summary: 'what runs, with the address for psql; sweeps and workers',
  description:
    'Shows the processes of the embedded stack (or of the configured fleet its workers), the address of the database ' +
    'for psql, and every sweep with its cells.',
  examples: [
    ['status', 'what runs here'],
    ['status --json', 'for scripts'],
  ],
}).action(
  run(async (context) => {
    const { readStatus, statusText } = await import('../status.ts');
    const found = await readStatus(context);
    context.output.answer({ text: () => statusText(found), json: () => ({ type: 'status', ...found }) });
  }),
);
