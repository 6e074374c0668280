import { declare, run } from '../command.ts';

export const show = declare('show', {
  summary: 'one dataset: classes, domains, splits',
  description: 'Shows what a dataset holds: images per class, per domain and per official split, duplicates, licence.',
  examples: [['datasets show emoji-drift', 'after the demo']],
})
  .argument('<name>', 'name of the dataset')
  .action(
    run<[string]>(async (context, name) => {
      const [{ withCatalog }, { datasetText }] = await Promise.all([import('../connect.ts'), import('../datasets.ts')]);
      await withCatalog(context, async (catalog) => {
        const { summary } = await catalog.dataset(name);
        context.output.answer({ text: () => datasetText(summary), json: () => ({ type: 'dataset', ...summary }) });
      });
    }),
  );
