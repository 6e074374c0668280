import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';

const COLUMNS = ['kind', 'encoder', 'dataset', 'protocol', 'method', 'variant', 'budget', 'evidence'] as const;

export const doubts = declare('doubts', {
  summary: 'numbers of a sweep that should not be believed as they stand, and why',
  description:
    'Lists reasons to doubt a number, each with its evidence: fits that did not converge, a choice at the edge of its ' +
    'grid, constant features, test images that were trained on, a pretrained encoder at chance level or beaten by a ' +
    'control, and a lower score with more labels.',
  examples: [['doubts demo', 'what is doubtful in the sweep demo']],
})
  .argument('[sweep]', 'name of the sweep (default: the latest)')
  .addOption(formatOption())
  .action(
    run<[string | undefined, { readonly format: Format }]>(async (context, name, { format }) => {
      const [{ withStore }, { chooseSweep }, { rowsAnswer }] = await Promise.all([
        import('../connect.ts'),
        import('../sweeps.ts'),
        import('../rowsAnswer.ts'),
      ]);
      await withStore(context, async (store) => {
        const sweep = await chooseSweep(store, name);
        const found = await store.doubts(sweep.name);
        const rows = found.map((doubt) => COLUMNS.map((column) => doubt[column]));
        context.output.answer({
          text: () =>
            found.length === 0 && format === 'text'
              ? `Nothing is doubtful in ${sweep.name}.`
              : rowsAnswer({ columns: COLUMNS, rows }, format, context.output),
          json: () => ({ type: 'doubts', sweep: sweep.name, doubts: found }),
        });
      });
    }),
  );
