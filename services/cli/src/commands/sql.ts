import { declare, run } from '../command.ts';
import { wholeNumber } from '../arguments.ts';
import { formatOption, type Format } from '../formats.ts';

interface Options {
  readonly format: Format;
  readonly rows: number;
  readonly timeout: number;
}

export const sql = declare('sql', {
  summary: 'a read-only question to the database',
  description:
    'Runs one SQL statement in a read-only transaction. The views `leaderboard` and `holes` are the place to begin: ' +
    'they have the numbers of `results` and `holes`.',
  examples: [
    ['sql "select * from leaderboard where sweep = \'demo\'"', 'every number of a sweep'],
    ['sql "select encoder, max(value) from leaderboard group by 1" --format csv', 'for a spreadsheet'],
  ],
})
  .argument('<query>', 'one SQL statement')
  .addOption(formatOption())
  .option('--rows <n>', 'rows to show at most', wholeNumber, 10_000)
  .option('--timeout <seconds>', 'the statement is ended after this long', wholeNumber, 60)
  .action(
    run<[string, Options]>(async (context, query, { format, rows, timeout }) => {
      const [{ withStore }, { rowsAnswer }] = await Promise.all([import('../connect.ts'), import('../rowsAnswer.ts')]);
      await withStore(context, async (store) => {
        const result = await store.query(query, { rowsMax: rows, timeoutMs: timeout * 1000 });
        context.output.answer({
          text: () => rowsAnswer(result, format, context.output),
          json: () => ({ type: 'rows', ...result }),
        });
        if (result.isCut) context.output.note(`Only the first ${rows} rows are shown: --rows shows more.`);
      });
    }),
  );
