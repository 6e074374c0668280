import type { CatalogEncoder, EncoderCheck, QuickProbe } from '@regatta/catalog';
import { declare, run } from '../command.ts';
import { EXIT } from '../exit.ts';

interface CheckFlags {
  readonly on?: string;
  readonly probe: boolean;
}

export const check = declare('check', {
  summary: 'is an encoder sane, is it what it was, and how fast is it here?',
  description:
    'Runs encoders on sixteen fixed pictures: finite features, the same twice and whatever lies beside an image, others for ' +
    'other images, not collapsed, and those of the reference that the manifest gives or the first check has kept; then ' +
    'measures the latency of one image and the images per second in batches of 16, without decoding, with --provider and ' +
    '--threads. A quick probe on some labelled images warns of an encoder that is no better than the controls. Exit code 1 ' +
    'when a check fails; a warning is none.',
  examples: [
    ['encoders check hog', 'one of the built-in controls'],
    ['encoders check dinov2-vit-s-14 --threads 1', 'on one core'],
    ['encoders check my-encoder --on photos', 'probed on a dataset of your own'],
  ],
})
  .argument('<name...>', 'names of encoders, or paths of manifests')
  .option('--on <dataset>', 'dataset of the quick probe (default: emoji-drift, which comes with packages)')
  .option('--no-probe', 'leave the quick probe out')
  .action(
    run<[string[], CheckFlags]>(async (context, names, { on, probe: isProbed }) => {
      const { withCatalog } = await import('../connect.ts');
      const { config, output, signal } = context;
      const { provider, threads } = config;
      return withCatalog(context, async (catalog) => {
        const checked: Checked[] = [];
        for (const name of names) {
          output.progress(`Checking ${name}`);
          const found = await catalog.checkEncoder(name, { provider, threads, signal });
          if (isProbed) output.progress(`Probing ${name}`);
          const probe = isProbed ? await catalog.probeEncoder(name, { on, provider, threads, signal }) : null;
          checked.push({ name, ...found, probe });
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
  /** Null: it was left out, or the encoder is a control. */
  readonly probe: QuickProbe | null;
}

function checkText({ name, findings, probe, provider, fallback, latencyMs, imagesPerSecond, batch }: Checked): string {
  return [
    name,
    ...findings.map(({ check: what, isOk, found }) => `  ${isOk ? 'ok     ' : 'FAILED '}  ${what}: ${found}`),
    ...(probe === null ? [] : [probeText(probe)]),
    `  ${latencyMs.toPrecision(3)} ms for one image, ${imagesPerSecond.toPrecision(3)} images/s in batches of ${batch}, on ${provider}` +
      (fallback === null ? '' : ` (${fallback})`),
  ].join('\n');
}

function probeText({ dataset, images, classes, accuracy, control, p, isBetter }: QuickProbe): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const head = isBetter
    ? '  ok       is better than the controls'
    : '  warning  is no better than the controls, as far as this many images tell';
  return (
    `${head}: of ${images} images in ${classes} classes of ${dataset}, the nearest is of the same class for ` +
    `${percent(accuracy)}; for ${percent(control.accuracy)} with ${control.name} (p = ${p.toPrecision(2)})`
  );
}
