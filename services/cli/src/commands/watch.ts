import { declare, run } from '../command.ts';

export const watch = declare('watch', {
  summary: 'follow a sweep while it runs',
  description:
    'Shows the fleet, the progress and the matrix of encoder x dataset filling with scores until the sweep ends. q or ' +
    'Ctrl-C leaves; the sweep goes on. Without a terminal it prints lines; with --json every event as NDJSON.',
  examples: [
    ['watch', 'the latest sweep'],
    ['watch demo --json', 'numbers and events of the sweep demo, one JSON document a line'],
  ],
})
  .argument('[sweep]', 'name of the sweep (default: the latest)')
  .action(
    run<[string | undefined]>(async (context, name) => {
      const [{ withFleet }, { chooseSweep }, { follow }] = await Promise.all([
        import('../connect.ts'),
        import('../sweeps.ts'),
        import('../follow.ts'),
      ]);
      return withFleet(context, async ({ store, bus }) => {
        const sweep = await chooseSweep(store, name);
        return follow(context, { store, bus, sweep: sweep.name });
      });
    }),
  );
