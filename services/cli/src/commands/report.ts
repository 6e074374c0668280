import { declare, run } from '../command.ts';

export const report = declare('report', {
  summary: 'a report of a sweep as one HTML file',
  description:
    'Writes one HTML file with the verdict, leaderboards, learning curves, the gap between in and out of distribution, ' +
    'cells without a result, unreadable images, and what everything was computed with. It loads nothing from outside.',
  examples: [
    ['report', 'the latest sweep, to .regatta/reports/<sweep>/index.html'],
    ['report demo --out demo.html', 'to a file of your own'],
  ],
})
  .argument('[sweep]', 'name of the sweep (default: the latest)')
  .option('--out <file>', 'where to write it (default: .regatta/reports/<sweep>/index.html)')
  .action(
    run<[string | undefined, { readonly out?: string }]>(async (context, name, { out }) => {
      const [{ withStore }, { chooseSweep }, { writeReport }] = await Promise.all([
        import('../connect.ts'),
        import('../sweeps.ts'),
        import('../writeReport.ts'),
      ]);
      await withStore(context, async (store) => {
        const sweep = await chooseSweep(store, name);
        const file = await writeReport(context, { store, sweep, ...(out === undefined ? {} : { file: out }) });
        context.output.answer({ text: () => file, json: () => ({ type: 'report', sweep: sweep.name, file }) });
      });
    }),
  );
