import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';

interface Options {
  readonly format: Format;
  readonly metric?: string;
}

export const results = declare('results', {
  summary: 'the leaderboard of a sweep, with intervals and a verdict',
  description:
    'Prints the leaderboard of a sweep: one table per dataset, protocol and budget, best first, with 95 % intervals, ' +
    'and the verdict in words. CSV and --json have every row and all digits.',
  examples: [
    ['results', 'the latest sweep'],
    ['results demo --format csv > demo.csv', 'every row, for a spreadsheet'],
    ['results demo --metric macro-accuracy', 'another metric'],
  ],
})
  .argument('[sweep]', 'name of the sweep (default: the latest)')
  .addOption(formatOption())
  .option('--metric <name>', "metric of the tables (default: each dataset's own)")
  .action(
    run<[string | undefined, Options]>(async (context, name, { format, metric }) => {
      const [{ withStore }, { UsageError }, { didYouMean }, { chooseSweep }, report, { sweepResults, resultsText }] =
        await Promise.all([
          import('../connect.ts'),
          import('../exit.ts'),
          import('@regatta/jobs'),
          import('../sweeps.ts'),
          import('@regatta/report'),
          import('../results.ts'),
        ]);
      await withStore(context, async (store) => {
        const found = await sweepResults(store, await chooseSweep(store, name));
        const { rows } = found;
        const metrics = [...new Set(rows.map((row) => row.metric))];
        if (metric !== undefined && metrics.length > 0 && !metrics.includes(metric))
          throw new UsageError(`There is no metric "${metric}". ${didYouMean(metric, metrics)}`);
        const options = metric === undefined ? {} : { metric };
        const text =
          format === 'csv'
            ? report.toCsv(rows.map(({ drawSd, rank, ...row }) => ({ ...row, draw_sd: drawSd, rank })))
            : format === 'markdown'
              ? `${report.leaderboardMarkdown(rows, options)}\n${report.verdict(rows, options)}`
              : await resultsText(context, found, options);
        context.output.answer({
          text: () => text,
          json: () => ({ type: 'results', ...found, verdict: report.verdictParts(rows, metric) }),
        });
      });
    }),
  );
