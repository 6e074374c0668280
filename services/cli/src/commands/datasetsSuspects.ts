import { InvalidArgumentError } from 'commander';
import { countFromZero, wholeNumber } from '../arguments.ts';
import { declare, run } from '../command.ts';

interface Flags {
  readonly encoder?: string;
  readonly folds: number;
  readonly top: number;
  readonly seed: number;
  readonly out?: string;
}

function folds(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 2) throw new InvalidArgumentError('Expected a whole number from 2.');
  return value;
}

export const suspects = declare('suspects', {
  summary: 'labels that are probably wrong, by features of an encoder',
  description:
    'Confident learning: a logistic regression on features of an encoder says of every image what it takes it for, ' +
    'trained on other images alone (folds keep groups and copies together). Images that it is surer of being another class ' +
    'than their class usually gets are listed, the likeliest wrong first. Features come from a race or a sweep of the ' +
    'dataset. Writes a page with the pictures.',
  examples: [
    ['datasets suspects photos', 'by the first encoder that has raced on it'],
    ['datasets suspects photos --encoder clip-vit-b-32 --top 100', 'by another one, and a longer list'],
  ],
})
  .argument('<name>', 'name of the dataset')
  .option('--encoder <name>', 'whose features to judge by (default: the first encoder that has left some)')
  .option('--folds <n>', 'parts of the dataset that take turns', folds, 5)
  .option('--top <n>', 'how many to list', wholeNumber, 20)
  .option('--seed <n>', 'seed of the folds', countFromZero, 0)
  .option('--out <file>', 'where the page goes (default: .regatta/reports/datasets/<name>/suspects.html)')
  .action(
    run<[string, Flags]>(async (context, name, { encoder, folds: count, top, seed, out }) => {
      const [{ withCatalog }, { findLabelSuspects }, answers, { writeDatasetPage }] = await Promise.all([
        import('../connect.ts'),
        import('../quality/labelSuspects.ts'),
        import('../quality/suspectsAnswer.ts'),
        import('../quality/writeDatasetPage.ts'),
      ]);
      await withCatalog(context, async (catalog) => {
        const found = await findLabelSuspects(context, catalog, { name, encoder, folds: count, seed });
        const { signal } = context;
        const page = { dataset: name, suspects: await answers.suspectsReport(catalog, found, { signal }) };
        const file = await writeDatasetPage(context, page, { kind: 'suspects', out });
        context.output.answer({
          text: () => `${answers.suspectsText(found, top)}\n\n${file}`,
          json: () => ({ ...answers.suspectsDocument(found), file }),
        });
      });
    }),
  );
