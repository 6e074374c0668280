import type { CatalogEncoder, EncoderCheck } from '@regatta/catalog';
import { declare, run } from '../command.ts';
import { EXIT } from '../exit.ts';

export const check = declare('check', {
  summary: 'is an encoder sane, and how fast is it here?',
  description:
    'Runs encoders on pictures made from a seed: finite features, the same twice and whatever lies beside an image, others ' +
    'for other images, not collapsed; and measures the latency of one image and the images per second in batches of 16, ' +
    'without decoding, with --provider and --threads. Exit code 1 when a check fails.',
  examples: [
    ['encoders check hog', 'one of the built-in controls'],
    ['encoders check dinov2-vit-s-14 --threads 1', 'on one core'],
  ],
})
  .argument('<name...>', 'names of encoders, or paths of manifests')
  .action(
    run<[string[]]>(async (context, names) => {
      const { withCatalog } = await import('../connect.ts');
      const { config, output, signal } = context;
      return withCatalog(context, async (catalog) => {
        const checked: Checked[] = [];
        for (const name of names) {
          output.progress(`Checking ${name}`);
          const { provider, threads } = config;
          checked.push({ name, ...(await catalog.checkEncoder(name, { provider, threads, signal })) });
        }
        output.answer({
          text: () => checked.map(checkText).join('\n\n'),
          json: () => ({ type: 'checks', checks: checked.map(({ spec: _, ...rest }) => rest) }),
        });
        return checked.every(({ findings }) => findings.every(({ isOk }) => isOk)) ? EXIT.done : EXIT.someFailed;
      });
    }),
  );

interface Checked extends EncoderCheck, CatalogEncoder {
  readonly name: string;
}

function checkText({ name, findings, provider, fallback, latencyMs, imagesPerSecond, batch }: Checked): string {
  return [
    name,
    ...findings.map(({ check: what, isOk, found }) => `  ${isOk ? 'ok    ' : 'FAILED'}  ${what}: ${found}`),
    `  ${latencyMs.toPrecision(3)} ms for one image, ${imagesPerSecond.toPrecision(3)} images/s in batches of ${batch}, on ${provider}` +
      (fallback === null ? '' : ` (${fallback})`),
  ].join('\n');
}
