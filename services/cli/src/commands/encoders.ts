import type { AddedEncoder } from '@regatta/catalog';
import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';
import { check } from './encodersCheck.ts';
import { pull } from './encodersPull.ts';

interface ListFlags {
  readonly format: Format;
  readonly all?: boolean;
}

const list = declare('list', {
  summary: 'the encoders that can race',
  description:
    'Lists the built-in controls and the encoders that were added, with size, taps, licence and state; with --all also ' +
    'those of the registry that can be pulled or exported. Facts of the registry for which nobody has read a source are ' +
    'named as unverified.',
  examples: [
    ['encoders list', 'what can be named in a sweep file'],
    ['encoders list --all', 'also what can be pulled'],
  ],
})
  .option('--all', 'also the encoders of the registry that are not here yet')
  .addOption(formatOption())
  .action(
    run<[ListFlags]>(async (context, { format, all = false }) => {
      const [{ withCatalog }, { rowsAnswer }, { listRegistered, unverifiedFacts }, { encoderRow, ENCODER_COLUMNS }] =
        await Promise.all([
          import('../connect.ts'),
          import('../rowsAnswer.ts'),
          import('./encodersRegistered.ts'),
          import('../encoders.ts'),
        ]);
      await withCatalog(context, async (catalog) => {
        const [listed, registry] = await Promise.all([catalog.encoders(), catalog.registeredEncoders()]);
        const unverified = new Map(registry.map((entry) => [entry.name, unverifiedFacts(entry)]));
        const here = listed.map((encoder) => ({ ...encoder, unverified: unverified.get(encoder.name) ?? [] }));
        const known = new Set(listed.map(({ name }) => name));
        const registered = all ? registry.filter(({ name }) => !known.has(name)) : [];
        const rows = [...here, ...registered.map(listRegistered)].map(encoderRow);
        context.output.answer({
          text: () => rowsAnswer({ columns: ENCODER_COLUMNS, rows }, format, context.output),
          json: () => ({
            type: 'encoders',
            encoders: here,
            ...(all ? { registered: registered.map((entry) => ({ ...entry, ...listRegistered(entry) })) } : {}),
          }),
        });
      });
    }),
  );

const show = declare('show', {
  summary: 'one encoder: input, preprocessing, tap, licence',
  description:
    'Shows what is known of an encoder; of one of the registry that is not here yet, also where each fact was read.',
  examples: [
    ['encoders show hog', 'one of the built-in controls'],
    ['encoders show dinov2-vit-s-14', 'before it is pulled'],
  ],
})
  .argument('<name>', 'name of the encoder')
  .action(
    run<[string]>(async (context, name) => {
      const [{ withCatalog }, { encoderText }, { registeredText }, { UsageError }, { didYouMean }] = await Promise.all([
        import('../connect.ts'),
        import('../encoders.ts'),
        import('./encodersRegistered.ts'),
        import('../exit.ts'),
        import('@regatta/jobs'),
      ]);
      await withCatalog(context, async (catalog) => {
        const [listed, registry] = await Promise.all([catalog.encoders(), catalog.registeredEncoders()]);
        const encoder = listed.find((candidate) => candidate.name === name);
        if (encoder) {
          context.output.answer({ text: () => encoderText(encoder), json: () => ({ type: 'encoder', ...encoder }) });
          return;
        }
        const registered = registry.find((candidate) => candidate.name === name);
        const names = [...new Set([...listed, ...registry].map((candidate) => candidate.name))];
        if (!registered) throw new UsageError(`There is no encoder "${name}". ${didYouMean(name, names)}`);
        context.output.answer({
          text: () => registeredText(registered),
          json: () => ({ type: 'registered-encoder', ...registered }),
        });
      });
    }),
  );

const add = declare('add', {
  summary: 'add an encoder of your own by its manifest',
  description:
    'Adds the encoder of a manifest (YAML), of a folder with a manifest.yaml, or of a bare .onnx file whose graph says ' +
    'everything. Its weights are hashed and checked ever after, and it is tried on one image before it is taken.',
  examples: [
    ['encoders add my-encoder/manifest.yaml', 'by its manifest'],
    ['encoders add model.onnx', 'a bare network; if it does not say enough, the answer is the manifest to write'],
  ],
})
  .argument('<path...>', 'manifests, folders or .onnx files')
  .action(
    run<[string[]]>(async (context, paths) => {
      const [{ withCatalog }, { addedText }] = await Promise.all([import('../connect.ts'), import('../encoders.ts')]);
      const { output, signal } = context;
      await withCatalog(context, async (catalog) => {
        const added: AddedEncoder[] = [];
        for (const path of paths)
          added.push(await catalog.addEncoder(path, { onProgress: (line) => output.progress(line), signal }));
        output.answer({
          text: () => added.map(addedText).join('\n'),
          json: () => ({ type: 'encoders', added: added.map(({ spec: _, ...rest }) => rest) }),
        });
      });
    }),
  );

export const encoders = declare('encoders', {
  summary: 'add, pull, check, list and show encoders',
  description: 'The encoders that can race.',
  examples: [
    ['encoders add my-encoder/manifest.yaml', 'an encoder of your own'],
    ['encoders list', 'what there is'],
  ],
})
  .addCommand(add)
  .addCommand(pull)
  .addCommand(check)
  .addCommand(list)
  .addCommand(show);
