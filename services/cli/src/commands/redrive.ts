import { declare, run } from '../command.ts';

interface Options {
  readonly sweep?: string;
  readonly list?: boolean;
}

export const redrive = declare('redrive', {
  summary: 'list jobs that were given up, or start them afresh',
  description:
    'Without arguments it lists the dead letters: jobs that were given up, each with its reason, how its executor ended ' +
    'and its last log lines. Those that are named start afresh, with new tries and with what failed because of them.',
  examples: [
    ['redrive', 'what was given up, and why'],
    ['redrive 4f0c2a', 'start the job whose id begins so afresh'],
    ['redrive --sweep demo', 'all dead letters of the sweep demo'],
  ],
})
  .argument('[job...]', 'ids of jobs, or how these begin')
  .option('--sweep <name>', 'all dead letters of this sweep')
  .option('--list', 'only list them')
  .action(
    run<[string[], Options]>(async (context, prefixes, { sweep, list = false }) => {
      const [{ withStore, tellIfReachable }, { deadLetters, deadLettersText, jobIds }, { who }] = await Promise.all([
        import('../connect.ts'),
        import('../deadLetters.ts'),
        import('../who.ts'),
      ]);
      await withStore(context, async (store) => {
        if (sweep !== undefined) await store.sweep(sweep); // an unknown name is told with the names that exist
        const letters = await deadLetters(store, sweep ?? null);
        const named = await jobIds(store, prefixes);
        if (list || (named.length === 0 && sweep === undefined)) {
          const shown = named.length === 0 ? letters : letters.filter(({ job }) => named.includes(job));
          context.output.answer({
            text: () => (shown.length === 0 ? 'There are no dead letters.' : deadLettersText(shown)),
            json: () => ({ type: 'dead-letters', deadLetters: shown }),
          });
          return;
        }
        const chosen = named.length > 0 ? named : letters.map(({ job }) => job);
        const redriven = await store.redrive(chosen, who());
        for (const name of redriven.reopened)
          await tellIfReachable(context, { sweep: name, state: 'running', by: 'regatta redrive' });
        const { cells, jobs, reopened, unchanged } = redriven;
        context.output.answer({
          text: () =>
            [
              `${jobs.length} jobs start afresh, and ${cells} cells are pending again.`,
              ...(reopened.length > 0 ? [`These sweeps were done and go on: ${reopened.join(', ')}.`] : []),
              ...unchanged.map(({ job, reason }) => `${job.slice(0, 12)} stays as it is: ${reason}.`),
            ].join('\n'),
          json: () => ({ type: 'redriven', ...redriven }),
        });
      });
    }),
  );
