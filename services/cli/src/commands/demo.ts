import { declare, run } from '../command.ts';

export const demo = declare('demo', {
  summary: 'a small real sweep from nothing: watch it, then leaderboard and report',
  description:
    'Races the built-in control encoders on EmojiDrift, emoji of five vendors in eight classes: two methods, budgets of ' +
    '5, 20 and all labels per class, three draws, tested in distribution and on each other vendor. Everything runs on ' +
    'this machine, on a real PostgreSQL and a real NATS below .regatta/. Run again, it computes nothing twice.',
  examples: [['demo', 'about a minute on two cores; no network once the packages are there']],
})
  .option('--report <file>', 'where the report goes (default: .regatta/reports/demo/index.html)')
  .action(
    run<[{ readonly report?: string }]>(async (context, { report }) => {
      const [{ withCatalog }, { openRunStack }, { runSweep }, { writeSweepFile }, { controlNames }, { EMOJI_DRIFT }] =
        await Promise.all([
          import('../connect.ts'),
          import('../runStack.ts'),
          import('../runSweep.ts'),
          import('../sweep/sweepText.ts'),
          import('../encoders.ts'),
          import('@regatta/catalog'),
        ]);
      return withCatalog(context, async (catalog) => {
        await using stack = openRunStack(context, { isDetached: false });
        const source = await writeSweepFile(
          {
            name: 'demo',
            encoders: await controlNames(catalog),
            datasets: [EMOJI_DRIFT],
            methods: ['knn', 'logistic-regression'],
            budgets: [5, 20, 'all'],
            draws: 3,
          },
          { by: 'demo', folder: context.config.state },
        );
        return await runSweep(context, {
          source,
          catalog,
          stack,
          ...(report === undefined ? {} : { reportFile: report }),
        });
      });
    }),
  );
