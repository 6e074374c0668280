import { declare, run } from '../command.ts';

interface Options {
  readonly detach?: true;
  readonly report?: string;
}

export const launch = declare('launch', {
  summary: 'run a sweep file, watch it, and report',
  description:
    'Plans a sweep file and runs what is not done yet: on the running stack, on the fleet of --database-url, or on a ' +
    'stack of its own that stops with the command. Ctrl-C leaves in order; the same command goes on from there.',
  examples: [
    ['launch sweep.yaml', 'plan, run, watch, report'],
    ['launch sweep.yaml --detach', 'hand it to a stack in the background and return at once'],
  ],
})
  .argument('<sweep.yaml>', 'a sweep file; docs/sweeps.md has the grammar')
  .option('--detach', 'do not wait for the end; starts the stack in the background where none runs')
  .option('--report <file>', 'where the report goes (default: .regatta/reports/<sweep>/index.html)')
  .action(
    run<[string, Options]>(async (context, file, { detach, report }) => {
      const [{ withCatalog }, { readSource }, { openRunStack }, { launchSweep, runSweep }] = await Promise.all([
        import('../connect.ts'),
        import('../sweep/readSource.ts'),
        import('../runStack.ts'),
        import('../runSweep.ts'),
      ]);
      const source = await readSource(file);
      return withCatalog(context, async (catalog) => {
        await using stack = openRunStack(context, { isDetached: detach === true });
        if (detach !== true)
          return await runSweep(context, {
            source,
            catalog,
            stack,
            ...(report === undefined ? {} : { reportFile: report }),
          });
        const { name, isComplete } = await launchSweep(context, { source, catalog, stack });
        context.output.answer({
          text: () =>
            isComplete
              ? `Every cell of ${name} was done before: \`regatta results ${name}\` shows them.`
              : `${name} runs in the background: \`regatta watch ${name}\` shows it.`,
          json: () => ({ type: 'launch', sweep: name, isComplete }),
        });
        return undefined;
      });
    }),
  );
