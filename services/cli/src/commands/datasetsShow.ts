import { declare, run } from '../command.ts';

export const show = declare('show', {
  summary: 'one dataset: classes, splits, sizes, balance, pictures',
  description:
    'Shows what a dataset holds: images per class, domain and official split as bars, how uneven the classes are, sizes ' +
    'and formats of the images (of a sample, until somebody has looked for duplicates), the metric it is ranked by, ' +
    'licence, and what is known of its duplicates. With --out also a page with pictures of every class.',
  examples: [
    ['datasets show emoji-drift', 'after the demo'],
    ['datasets show photos --out photos.html', 'and a page with pictures of every class'],
  ],
})
  .argument('<name>', 'name of the dataset')
  .option('--out <file>', 'write a page with pictures of every class')
  .action(
    run<[string, { readonly out?: string }]>(async (context, name, { out }) => {
      const [
        { withCatalog },
        { describeDataset },
        { datasetFacts, datasetText },
        { galleryReport },
        { writeDatasetPage },
      ] = await Promise.all([
        import('../connect.ts'),
        import('../quality/describeDataset.ts'),
        import('../quality/describeText.ts'),
        import('../quality/galleryReport.ts'),
        import('../quality/writeDatasetPage.ts'),
      ]);
      const { output, signal } = context;
      await withCatalog(context, async (catalog) => {
        const dataset = await describeDataset(catalog, name, { signal });
        let file: string | null = null;
        if (out !== undefined) {
          const page = {
            dataset: name,
            facts: datasetFacts(dataset),
            gallery: await galleryReport(catalog, dataset, { signal }),
          };
          file = await writeDatasetPage(context, page, { kind: 'pictures', out });
        }
        output.answer({
          text: () => [datasetText(dataset, output), ...(file === null ? [] : ['', file])].join('\n'),
          json: () => ({ type: 'dataset', ...dataset, ...(file === null ? {} : { file }) }),
        });
      });
    }),
  );
