import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';

const COLUMNS = ['encoder', 'dataset', 'method', 'variant', 'budget', 'draw', 'state', 'reason'] as const;

export const holes = declare('holes', {
  summary: 'cells of a sweep without a result, and why',
  description: 'Lists every cell of a sweep that has no result: pending, failed with its reason, or cancelled.',
  examples: [['holes demo', 'what is missing in the sweep demo']],
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
        const found = await store.holes(sweep.name);
        const rows = found.map((hole) => COLUMNS.map((column) => hole[column]));
        context.output.answer({
          text: () =>
            found.length === 0 && format === 'text'
              ? `Every cell of ${sweep.name} has a result.`
              : rowsAnswer({ columns: COLUMNS, rows }, format, context.output),
          json: () => ({ type: 'holes', sweep: sweep.name, holes: found }),
        });
      });
    }),
  );
