import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';

interface Options {
  readonly format: Format;
  readonly metric: string;
}

export const rankings = declare('rankings', {
  summary: 'which encoders stand higher across datasets, and what foretells what',
  description:
    'Ranks encoders by their average rank over the datasets of a sweep, per protocol, method, variant and budget, with ' +
    "Friedman's test and Nemenyi's critical difference; and tells by Kendall's tau how far two ways of testing, or two " +
    'datasets, order encoders alike: does kNN at 10 labels foretell logistic regression at 1000? Scores on test or in ' +
    'distribution count.',
  examples: [
    ['rankings study', "each dataset's own metric"],
    ['rankings study --metric accuracy --format csv', 'one line per encoder and view, and per pair'],
  ],
})
  .argument('[sweep]', 'name of the sweep (default: the latest)')
  .addOption(formatOption())
  .option('--metric <name>', "metric to rank by; headline is each dataset's own", 'headline')
  .action(
    run<[string | undefined, Options]>(async (context, name, { format, metric }) => {
      const [{ withStore }, { chooseSweep }, { rankingsOf }, { rankingsText }] = await Promise.all([
        import('../connect.ts'),
        import('../sweeps.ts'),
        import('../rankings.ts'),
        import('../rankingsText.ts'),
      ]);
      await withStore(context, async (store) => {
        const sweep = await chooseSweep(store, name);
        const rows = await store.leaderboard(sweep.name);
        const found = rankingsOf(rows, metric);
        if (found.views.length === 0 && rows.length > 0) {
          const [{ UsageError }, { didYouMean }] = await Promise.all([import('../exit.ts'), import('@regatta/jobs')]);
          const known = ['headline', ...new Set(rows.map((row) => row.metric))];
          throw new UsageError(`There is no metric "${metric}". ${didYouMean(metric, known)}`);
        }
        context.output.answer({
          text: () => rankingsText(found, format, context.output),
          json: () => ({ type: 'rankings', sweep: sweep.name, ...found }),
        });
      });
    }),
  );
