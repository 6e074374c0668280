import { declare, run } from '../command.ts';

export const add = declare('add', {
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
