import { InvalidArgumentError } from 'commander';
import { countFromZero } from '../arguments.ts';
import { declare, run } from '../command.ts';
import { EXIT } from '../exit.ts';

interface Flags {
  readonly encoder?: string;
  /** False with --no-features. */
  readonly features: boolean;
  readonly cosine?: number;
  readonly seed: number;
  readonly out?: string;
}

function cosine(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 1))
    throw new InvalidArgumentError('Expected a number above 0, up to 1.');
  return value;
}

export const duplicates = declare('duplicates', {
  summary: 'pictures that a dataset has more than once, leaks first',
  description:
    'Looks for images that show one picture: equal bytes; resized, re-encoded, brightened, mirrored or turned copies; and, ' +
    'where an encoder has left features of the dataset, those that it can hardly tell apart. Copies that are trained and ' +
    'tested on come first, then one picture under several labels. Writes a page with the pictures. The first look decodes ' +
    'every image; it goes on where it was cut off, and is remembered. Exit code 1 when a picture is trained and tested ' +
    'on, or has several labels.',
  examples: [
    ['datasets duplicates photos', 'by bytes and pixels, and features if there are any'],
    ['datasets duplicates photos --encoder clip-vit-b-32', "by this encoder's features, too"],
    ['datasets duplicates photos --json', 'every copy, for a script that removes them'],
  ],
})
  .argument('<name>', 'name of the dataset')
  .option('--encoder <name>', 'whose features to compare (default: up to 100,000 images, the first that has left some)')
  .option('--no-features', 'compare bytes and pixels alone')
  .option('--cosine <number>', 'least cosine of centred features of a copy (default: 0.9)', cosine)
  .option('--seed <n>', 'seed of the few-shot protocol, which draws a test set where there is none', countFromZero, 0)
  .option('--out <file>', 'where the page goes (default: .regatta/reports/datasets/<name>/duplicates.html)')
  .action(
    run<[string, Flags]>(async (context, name, { encoder, features, cosine: wanted, seed, out }) => {
      const [
        { withCatalog },
        { lookForDuplicates },
        answers,
        { writeDatasetPage },
        { COSINE_DEFAULT },
        { UsageError },
      ] = await Promise.all([
        import('../connect.ts'),
        import('../quality/duplicateFindings.ts'),
        import('../quality/duplicatesAnswer.ts'),
        import('../quality/writeDatasetPage.ts'),
        import('../quality/featureLinks.ts'),
        import('../exit.ts'),
      ]);
      if (!features && encoder !== undefined)
        throw new UsageError(
          'Expected --encoder or --no-features, got both: one wants features, the other wants none.',
        );
      return withCatalog(context, async (catalog) => {
        const wish = { name, encoder: features ? encoder : null, cosine: wanted ?? COSINE_DEFAULT, seed };
        const findings = await lookForDuplicates(context, catalog, wish);
        const { signal } = context;
        const page = { dataset: name, duplicates: await answers.duplicatesReport(catalog, findings, { signal }) };
        const file = await writeDatasetPage(context, page, { kind: 'duplicates', out });
        context.output.answer({
          text: () => `${answers.duplicatesText(findings)}\n\n${file}`,
          json: () => ({ ...answers.duplicatesDocument(findings), file }),
        });
        const { leakedTestImages, contradictions } = findings.counts;
        return leakedTestImages + contradictions === 0 ? EXIT.done : EXIT.someFailed;
      });
    }),
  );
