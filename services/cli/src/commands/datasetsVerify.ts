import { declare, run } from '../command.ts';
import { EXIT } from '../exit.ts';

export const verify = declare('verify', {
  summary: 'is everything that is stored of a dataset as it was imported?',
  description:
    'Reads all shards of a dataset and holds each, and each image in them, against the hashes of its manifest; images ' +
    'that were imported by reference it reads where they lie. Names what is missing or has other bytes. Exit code 1 when ' +
    'anything has.',
  examples: [['datasets verify photos', 'after a disk has failed, or a bucket was moved']],
})
  .argument('<name>', 'name of the dataset')
  .action(
    run<[string]>(async (context, name) => {
      const [{ withCatalog }, { verifyAnswer }] = await Promise.all([
        import('../connect.ts'),
        import('../verifyAnswer.ts'),
      ]);
      return withCatalog(context, async (catalog) => {
        const { broken, answer } = await verifyAnswer(context, catalog, name);
        context.output.answer(answer);
        return broken === 0 ? EXIT.done : EXIT.someFailed;
      });
    }),
  );
