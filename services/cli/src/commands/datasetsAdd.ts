import { collect } from '../arguments.ts';
import { declare, run } from '../command.ts';
import type { AddWish } from '../datasets.ts';
import { EXIT } from '../exit.ts';

export const add = declare('add', {
  summary: 'import labelled images, or the demo data',
  description:
    'Reads a folder, or the prefix of a bucket, and keeps its images as shards in the object store. The layout is ' +
    'recognised, and the answer says which and why: a folder per class, with or without train, val and test; a table ' +
    '(CSV, JSON lines, Parquet); Parquet with the images inside; a folder per domain; and what Flowers102, ' +
    'FGVC-Aircraft, DTD, PatternNet, UC Merced, ISIC 2020, and FMoW, iWildCam and RxRx1 of WILDS are packed as. ' +
    'Images that cannot be read, and labels without an image, are named and counted. The same images are never ' +
    'imported twice. `emoji-drift` stands for the demo data, which comes with packages.',
  examples: [
    ['datasets add ./photos', 'the folder becomes the dataset "photos"'],
    ['datasets add s3://bucket/photos --name kitchen', 'from a bucket, under another name'],
    ['datasets add s3://bucket/photos --reference', 'nothing is copied'],
    ['datasets add ./dtd --choose partition=3', 'the third of its ten official splits'],
    ['datasets add ./zoo --layout domain-folders', 'read as this layout, whatever it looks like'],
    ['datasets add emoji-drift', 'emoji of five vendors, the data of `regatta demo`'],
  ],
})
  .argument('<source>', 'folder, s3://bucket/prefix, or emoji-drift')
  .option('--name <name>', "name of the dataset (default: the source's)")
  .option('--layout <name>', 'how the files are laid out (default: recognised); docs/datasets.md lists the names')
  .option('--choose <choice=value>', 'a decision that the layout leaves open; may stand several times', collect)
  .option('--reference', 'copy no image: workers read each from where it lies, and refuse one that has changed')
  .option('--verify', 'afterwards read all that is stored and hold it against the hashes')
  .action(
    run<[string, Omit<AddWish, 'source'> & { verify?: true }]>(async (context, source, { verify, ...options }) => {
      const [{ withCatalog }, { addDataset }, { verifyAnswer }] = await Promise.all([
        import('../connect.ts'),
        import('../datasets.ts'),
        import('../verifyAnswer.ts'),
      ]);
      return withCatalog(context, async (catalog) => {
        const added = await addDataset(context, catalog, { source, ...options });
        context.output.answer(added);
        if (verify !== true) return EXIT.done;
        const { broken, answer } = await verifyAnswer(context, catalog, added.name);
        context.output.answer(answer);
        return broken === 0 ? EXIT.done : EXIT.someFailed;
      });
    }),
  );
