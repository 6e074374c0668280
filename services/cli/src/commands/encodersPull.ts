import type { AddedEncoder } from '@regatta/catalog';
import { Option } from 'commander';
import { declare, run } from '../command.ts';

interface PullFlags {
  readonly from?: string;
  readonly precision: 'fp32' | 'fp16' | 'int8';
  readonly text: boolean;
}

export const pull = declare('pull', {
  summary: 'fetch pretrained encoders by name and add them',
  description:
    'Fetches encoders of the registry from the public hub, a mirror, a folder or a bucket, and adds them. A download that ' +
    'was cut off goes on where it ended. Every file is locked by its SHA-256 in models/lock.yaml at its first use, and ' +
    'checked ever after. HF_TOKEN is sent to the hub; HTTPS_PROXY and NO_PROXY are heeded; REGATTA_HUB names a mirror.',
  examples: [
    ['encoders pull dinov2-vit-s-14 clip-vit-b-32', 'from the public hub'],
    ['encoders pull small', 'the four that `race` and `demo` fetch by themselves'],
    ['encoders pull clip-vit-b-32 --precision fp16', 'half the size; in sweeps {use: clip-vit-b-32, precision: fp16}'],
    ['encoders pull vit-b-16 --from ./exported', 'a network that was exported'],
  ],
})
  .argument('<name...>', 'names of `regatta encoders list --all`, or of a set: small')
  .option('--from <place>', 'address of a hub or mirror, s3://bucket/prefix, or a folder (default: the public hub)')
  .addOption(
    new Option('--precision <precision>', 'which of the published files')
      .choices(['fp32', 'fp16', 'int8'])
      .default('fp32'),
  )
  .option('--no-text', 'leave the text tower out: probes need none, zero-shot does')
  .action(
    run<[string[], PullFlags]>(async (context, names, { from, precision, text }) => {
      const [{ withCatalog }, { addedText }, { useProxy }, { progressText, pullSettings }] = await Promise.all([
        import('../connect.ts'),
        import('../encoders.ts'),
        import('@regatta/catalog'),
        import('../pullSettings.ts'),
      ]);
      const { output, signal, environment } = context;
      const endProxy = useProxy(environment);
      try {
        await withCatalog(context, async (catalog) => {
          const sets = await catalog.encoderSets();
          const wanted = names.flatMap((name) => sets.get(name)?.encoders ?? [name]);
          const added: AddedEncoder[] = [];
          for (const name of new Set(wanted)) {
            added.push(
              await catalog.pullEncoder(name, {
                ...pullSettings(environment),
                ...(from === undefined ? {} : { from }),
                precision,
                text,
                signal,
                onProgress: (line) => output.progress(line),
                onBytes: (file, bytes, total) => output.progress(`${file}: ${progressText(bytes, total)}`),
              }),
            );
          }
          output.answer({
            text: () => added.map(addedText).join('\n'),
            json: () => ({ type: 'encoders', added: added.map(({ spec: _, ...rest }) => rest) }),
          });
        });
      } finally {
        endProxy();
      }
    }),
  );
