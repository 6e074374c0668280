import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';

const COLUMNS = ['name', 'images', 'classes', 'domains', 'shards', 'megabytes', 'hash'];

const add = declare('add', {
  summary: 'import a folder of labelled images, or the demo data',
  description:
    'Reads a folder with one subfolder per class, either <class>/* or train|val|test/<class>/*, and keeps its images ' +
    'as shards in the object store. Images that cannot be read are named and counted. The same images are never ' +
    'imported twice. `emoji-drift` stands for the demo data, which comes with packages.',
  examples: [
    ['datasets add ./photos', 'the folder becomes the dataset "photos"'],
    ['datasets add ./photos --name kitchen', 'under another name'],
    ['datasets add emoji-drift', 'emoji of five vendors, the data of `regatta demo`'],
  ],
})
  .argument('<folder>', 'folder of images, or emoji-drift')
  .option('--name <name>', "name of the dataset (default: the folder's)")
  .action(
    run<[string, { readonly name?: string }]>(async (context, folder, { name }) => {
      const [{ withCatalog }, { addDataset }] = await Promise.all([import('../connect.ts'), import('../datasets.ts')]);
      await withCatalog(context, async (catalog) => {
        const added = await addDataset(context, catalog, { folder, ...(name === undefined ? {} : { name }) });
        context.output.answer(added);
      });
    }),
  );

const list = declare('list', {
  summary: 'the datasets that can race',
  description: 'Lists the datasets of this project with their sizes.',
  examples: [['datasets list', 'what can be named in a sweep file']],
})
  .addOption(formatOption())
  .action(
    run<[{ readonly format: Format }]>(async (context, { format }) => {
      const [{ withCatalog }, { rowsAnswer }] = await Promise.all([
        import('../connect.ts'),
        import('../rowsAnswer.ts'),
      ]);
      await withCatalog(context, async (catalog) => {
        const summaries = await Promise.all(
          (await catalog.datasets()).map(async ({ name }) => (await catalog.dataset(name)).summary),
        );
        const rows = summaries.map(({ name, images, classes, domains, shards, bytes, hash }) => [
          name,
          images,
          classes.length,
          domains.length,
          shards,
          Math.round(bytes / 1e5) / 10,
          hash.slice(0, 8),
        ]);
        context.output.answer({
          text: () =>
            rows.length === 0 && format === 'text'
              ? 'There is no dataset yet: `regatta datasets add FOLDER` imports one, `regatta demo` brings its own.'
              : rowsAnswer({ columns: COLUMNS, rows }, format, context.output),
          json: () => ({ type: 'datasets', datasets: summaries }),
        });
      });
    }),
  );

const show = declare('show', {
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

export const datasets = declare('datasets', {
  summary: 'add, list and show datasets',
  description: 'The labelled images that can race.',
  examples: [
    ['datasets add ./photos', 'import a folder of images'],
    ['datasets list', 'what there is'],
  ],
})
  .addCommand(add)
  .addCommand(list)
  .addCommand(show);
