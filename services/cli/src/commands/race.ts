import { budgetList, collect, commaList, wholeNumber } from '../arguments.ts';
import { declare, run } from '../command.ts';
import type { RaceWish } from '../raceSource.ts';

interface Options extends Omit<RaceWish, 'folder' | 'onReadable'> {
  readonly report?: string;
}

export const race = declare('race', {
  summary: 'which encoder and method for this folder of images?',
  description:
    'Imports a folder of labelled images (<class>/* or train|val|test/<class>/*), races every encoder that was added, ' +
    'the four small ones that are fetched when the hub answers, and the built-in controls on it, and answers which encoder with which method is best, and by how much pretraining ' +
    'beats the controls, with intervals. Neighbours are 20, or as many images as the smallest budget gives. Another run adds what is new and computes nothing twice.',
  examples: [
    ['race ./photos', 'all encoders of `regatta encoders list`, and four that are fetched'],
    ['race ./photos --manifest my-encoder/manifest.yaml', 'with an encoder of your own'],
    ['race ./photos --encoders mobilenet-v2 --budgets 5,50 --draws 5', 'only this one and the controls'],
  ],
})
  .argument('<folder>', 'folder of images, one subfolder per class')
  .option('--encoders <names>', 'encoders beside the controls, with commas (default: all that were added)', commaList)
  .option(
    '--manifest <file>',
    'add this encoder (a manifest.yaml or .onnx) and race it; may stand several times',
    collect,
  )
  .option('--no-pull', 'fetch no encoders')
  .option('--methods <names>', 'methods, with commas', commaList, ['knn', 'logistic-regression'])
  .option('--budgets <list>', 'labels per class, with commas', budgetList, [5, 20, 'all'])
  .option('--draws <n>', 'samplings of each budget', wholeNumber, 3)
  .option('--name <name>', "name of dataset and sweep (default: the folder's)")
  .option('--report <file>', 'where the report goes (default: .regatta/reports/<name>/index.html)')
  .action(
    run<[string, Options]>(async (context, folder, options) => {
      const [{ withCatalog }, { openRunStack }, { runSweep }, { raceSource }] = await Promise.all([
        import('../connect.ts'),
        import('../runStack.ts'),
        import('../runSweep.ts'),
        import('../raceSource.ts'),
      ]);
      return withCatalog(context, async (catalog) => {
        await using stack = openRunStack(context, { isDetached: false });
        const source = await raceSource(context, catalog, { folder, ...options, onReadable: () => stack.start() });
        const { report } = options;
        return await runSweep(context, {
          source,
          catalog,
          stack,
          ...(report === undefined ? {} : { reportFile: report }),
        });
      });
    }),
  );
