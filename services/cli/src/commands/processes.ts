/** @file `worker`, `coordinator`, `migrate`, `execute`: the processes of a fleet, as images start them. */
import { declare, run } from '../command.ts';

export const worker = declare('worker', {
  summary: 'run a worker until SIGTERM',
  description:
    'Runs one worker: it claims jobs of its lanes, computes them in an executor of its own, and commits their results. ' +
    'SIGTERM or Ctrl-C gives the job in hand back and ends it. Also read: REGATTA_LANES, REGATTA_WORKER_NAME.',
  examples: [
    ['worker', "another worker of this project's embedded stack"],
    ['worker --database-url postgres://… --nats-url nats://… --store s3://…', 'a worker of a fleet'],
  ],
}).action(
  run(async (context) => {
    const [{ fleetUrls }, { toEnvironment }, { main }] = await Promise.all([
      import('../connect.ts'),
      import('../config.ts'),
      import('@regatta/worker'),
    ]);
    await main({ ...context.environment, ...toEnvironment(context.config, await fleetUrls(context)) });
  }),
);

export const coordinator = declare('coordinator', {
  summary: 'run a coordinator until SIGTERM',
  description:
    'Runs one coordinator. Any number may run; one leads and frees, publishes and settles, the others wait for it to ' +
    'fail. Also read: REGATTA_WINDOW, REGATTA_LEAD_MS.',
  examples: [['coordinator --database-url postgres://… --nats-url nats://…', 'the coordinator of a fleet']],
}).action(
  run(async (context) => {
    const [{ fleetUrls }, { toEnvironment }, { main }] = await Promise.all([
      import('../connect.ts'),
      import('../config.ts'),
      import('@regatta/coordinator'),
    ]);
    await main({ ...context.environment, ...toEnvironment(context.config, await fleetUrls(context)) });
  }),
);

export const migrate = declare('migrate', {
  summary: "bring the database's schema to this version",
  description:
    "Creates or brings up to date the schema of a fleet's database. The embedded one is migrated whenever it starts.",
  examples: [['migrate --database-url postgres://regatta@db.example:5432/regatta', 'before an update']],
}).action(
  run(async (context) => {
    const [{ withDatabase }, { migrate: migrateSchema }] = await Promise.all([
      import('../connect.ts'),
      import('@regatta/store'),
    ]);
    await withDatabase(context, async (url) => {
      await migrateSchema(url);
      context.output.answer({
        text: () => 'The schema is up to date.',
        json: () => ({ type: 'migrate', result: 'up to date' }),
      });
    });
  }),
);

export const execute = declare('execute', {
  summary: 'run one job by hand, for debugging',
  description:
    'Runs one job through the same executor that workers use, without database and bus: its progress and cells are ' +
    'told and not committed. Features and predictions go to the object store as ever. The file holds `kind` and ' +
    '`payload`; `regatta plan sweep.yaml --jobs folder` writes such files.',
  examples: [['execute jobs/0001-embed.json', 'embed one shard of images, here and now']],
})
  .argument('<file>', 'a job as JSON')
  .action(
    run<[string]>(async (context, file) => {
      const [{ executeJobFile }, { UnreachableError, StoppedError, EXIT }] = await Promise.all([
        import('@regatta/executor'),
        import('../exit.ts'),
      ]);
      const { config, output, signal } = context;
      const end = await executeJobFile({
        file,
        storeUrl: config.storeUrl,
        threads: config.threads,
        environment: context.environment,
        signal,
        onMessage: (message) => {
          if (output.isJson) output.document(message);
          else if (message.type === 'ready') output.note(`Executor ${message.pid} on ${message.device}.`);
          else if (message.type === 'progress')
            output.progress(`${message.progress.done} of ${message.progress.total} ${message.progress.unit}`);
          else if (message.type === 'cell') output.line(JSON.stringify(message.outcome));
          else if (message.type === 'done') output.line(JSON.stringify(message.result));
        },
      }).catch((error: unknown) => {
        const isDeath = error instanceof Error && error.message.startsWith('The executor ended');
        throw isDeath ? new UnreachableError(error.message, { cause: error }) : error;
      });
      if (end.type === 'done') return EXIT.done;
      if (signal.aborted) throw new StoppedError('Stopped; what was stored stays.');
      output.note(`The job failed (${end.failure.kind}): ${end.failure.message}`);
      return EXIT.someFailed;
    }),
  );
