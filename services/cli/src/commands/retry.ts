import { declare, run } from '../command.ts';

export const retry = declare('retry', {
  summary: 'try the failed cells of a sweep again',
  description:
    'Plans exactly the failed cells of a sweep anew, with new tries, and what failed that they depend on. Done and ' +
    'pending cells stay as they are, so it may be repeated. A sweep that was done goes on; a paused one stays paused.',
  examples: [['retry demo --failed', 'only what failed in the sweep demo runs again']],
})
  .argument('<sweep>', 'name of the sweep')
  .requiredOption('--failed', 'the failed cells; cancelled ones come back with `regatta launch`')
  .action(
    run<[string]>(async (context, name) => {
      const [{ withStore, tellIfReachable }, { who }] = await Promise.all([
        import('../connect.ts'),
        import('../who.ts'),
      ]);
      await withStore(context, async (store) => {
        const { cells, jobs, reopened, busy, state } = await store.retryFailed(name, who());
        const { cells: counts } = await store.sweep(name);
        for (const sweep of new Set([...(cells > 0 ? [name] : []), ...reopened]))
          await tellIfReachable(context, { sweep, state: (await store.sweep(sweep)).state, by: 'regatta retry' });
        const others = reopened.filter((sweep) => sweep !== name);
        const lines = [
          cells > 0
            ? `${cells} failed cells of ${name} are tried again, in ${jobs.length} jobs; the sweep is ${state}.`
            : `Nothing is tried again in ${name}, which is ${state}.`,
          ...(others.length > 0 ? [`They are in ${others.join(', ')} as well, which therefore go on.`] : []),
          ...(busy > 0 ? [`${busy} failed cells are not: their jobs still work on others. Ask again afterwards.`] : []),
          ...(state === 'cancelled'
            ? ['It was cancelled: `regatta launch` plans it anew, failed cells included.']
            : []),
          ...(state === 'paused' && cells > 0 ? [`\`regatta resume ${name}\` lets them run.`] : []),
          `Not touched: ${counts.done} done, ${counts.pending - cells} pending, ${counts.cancelled} cancelled.`,
        ];
        context.output.answer({
          text: () => lines.join('\n'),
          json: () => ({ type: 'retried', sweep: name, state, retried: cells, jobs, reopened, busy, cells: counts }),
        });
      });
    }),
  );
