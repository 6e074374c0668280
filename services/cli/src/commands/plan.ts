import { declare, run } from '../command.ts';

export const plan = declare('plan', {
  summary: 'what a sweep file asks for, without running it',
  description:
    'Reads a sweep file, reports every mistake in it, and shows its cells, how many are done already, and the jobs of ' +
    'the others. Folders of images that it names are imported, since their content decides the splits.',
  examples: [
    ['plan sweep.yaml', 'cells and jobs'],
    ['plan sweep.yaml --jobs jobs', 'every job as a file, for `regatta execute`'],
  ],
})
  .argument('<sweep.yaml>', 'a sweep file; docs/sweeps.md has the grammar')
  .option('--jobs <folder>', 'write every job as a JSON file')
  .action(
    run<[string, { readonly jobs?: string }]>(async (context, file, { jobs: folder }) => {
      const [{ withCatalog, withStoreIfAny }, { readSource }, { resolveSweep }, { planSweep, planText, planDocument }] =
        await Promise.all([
          import('../connect.ts'),
          import('../sweep/readSource.ts'),
          import('../sweep/resolveSweep.ts'),
          import('../sweep/planSweep.ts'),
        ]);
      const { config, output, signal } = context;
      const source = await readSource(file);
      await withCatalog(context, async (catalog) => {
        const resolved = await resolveSweep(source, {
          catalog,
          onProgress: (line) => output.progress(line),
          onNote: (line) => output.note(line),
          signal,
        });
        const planned = await withStoreIfAny(context, (store) => planSweep(resolved, { store, config }));
        if (folder !== undefined) {
          const { writeJobs } = await import('../sweep/writeJobs.ts');
          await writeJobs(planned.jobs, folder);
        }
        output.answer({ text: () => planText(planned), json: () => planDocument(planned) });
      });
    }),
  );
