import { declare, run } from '../command.ts';
import { countFromZero } from '../arguments.ts';
import type { CellChoice } from '../explain/readCell.ts';

export const explain = declare('explain', {
  summary: 'why a cell has the number that it has, or none',
  description:
    'Tells what the id of a cell is made of, who has tried it and how that ended, its result with doubts, and which part ' +
    'has changed against the nearest older cell of the same names: the reason why it was computed again.',
  examples: [
    ['explain 4f0c2a', 'the cell whose id begins so, as in `regatta holes --json`'],
    ['explain --sweep demo --encoder hog --method knn --budget 5 --draw 0', 'a cell by its names'],
  ],
})
  .argument('[cell]', 'how the id of the cell begins')
  .option('--sweep <name>', 'listed in this sweep')
  .option('--encoder <name>', 'of this encoder')
  .option('--dataset <name>', 'of this dataset')
  .option('--method <name>', 'of this method')
  .option('--variant <text>', 'of this variant, as `regatta results` shows it')
  .option('--budget <n>', 'at this budget, or all')
  .option('--draw <n>', 'of this draw', countFromZero)
  .action(
    run<[string | undefined, CellChoice]>(async (context, prefix, options) => {
      const [{ withStore }, { findCell, readCell }, { partChanges }, { explainText }] = await Promise.all([
        import('../connect.ts'),
        import('../explain/readCell.ts'),
        import('../explain/partChanges.ts'),
        import('../explain/explainText.ts'),
      ]);
      const { sweep, encoder, dataset, method, variant, budget, draw } = options;
      await withStore(context, async (store) => {
        const choice = { sweep, encoder, dataset, method, variant, budget, draw } as CellChoice;
        const story = await readCell(store, await findCell(store, prefix, choice));
        const changes = story.older === null ? [] : partChanges(story.older.parts, story.parts);
        const { output } = context;
        output.answer({
          text: () => explainText(story, changes, output.isInteractive ? output.width : Infinity),
          json: () => ({ type: 'cell', ...story, changes }),
        });
      });
    }),
  );
