import { declare, run } from '../command.ts';

export const demo = declare('demo', {
  summary: 'a small real sweep from nothing: watch it, then leaderboard and report',
  description:
    'Races the built-in control encoders, and four small pretrained ones when the hub answers, on EmojiDrift, emoji of five vendors in eight classes: two methods, budgets of ' +
    '5, 20 and all labels per class, three draws, tested in distribution and on each other vendor. Everything runs on ' +
    'this machine, on a real PostgreSQL and a real NATS below .regatta/. Run again, it computes nothing twice.',
  examples: [
    ['demo', 'with the pretrained encoders that can be fetched (about 570 MB, once)'],
    ['demo --no-pull', 'about a minute on two cores; no network once the packages are there'],
  ],
})
  .option('--no-pull', 'fetch no encoders, race the controls alone')
  .option('--report <file>', 'where the report goes (default: .regatta/reports/demo/index.html)')
  .action(
    run<[{ readonly report?: string; readonly pull: boolean }]>(async (context, { report, pull }) => {
      const [
        { withCatalog },
        { openRunStack },
        { runSweep },
        { writeSweepFile },
        { controlNames },
        { pullDefaultEncoders },
        { EMOJI_DRIFT },
      ] = await Promise.all([
        import('../connect.ts'),
        import('../runStack.ts'),
        import('../runSweep.ts'),
        import('../sweep/sweepText.ts'),
        import('../encoders.ts'),
        import('../defaultEncoders.ts'),
        import('@regatta/catalog'),
      ]);
      return withCatalog(context, async (catalog) => {
        await using stack = openRunStack(context, { isDetached: false });
        const pretrained = pull ? await pullDefaultEncoders(context, catalog) : [];
        const source = await writeSweepFile(
          {
            name: 'demo',
            encoders: [...pretrained, ...(await controlNames(catalog))],
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
