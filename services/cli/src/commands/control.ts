/** @file `pause`, `resume`, `cancel`: control of a sweep by its name. */
import type { SweepStore } from '@regatta/store';
import { declare, run } from '../command.ts';

type Verb = 'pause' | 'resume' | 'cancel';

const VERBS: Record<Verb, { summary: string; description: string; state: string }> = {
  pause: {
    summary: 'stop handing out the jobs of a sweep',
    description: 'Nothing more of the sweep is published or claimed; running jobs go on to their end.',
    state: 'paused',
  },
  resume: {
    summary: 'go on with a paused sweep',
    description: 'Jobs of a paused sweep are handed out again.',
    state: 'running',
  },
  cancel: {
    summary: 'end a sweep; what is done stays',
    description:
      'Pending cells become cancelled, and running jobs that only this sweep wants are stopped within a heartbeat. ' +
      'Finished cells keep their results; launching the sweep again goes on from them.',
    state: 'cancelled',
  },
};

const ACTIONS: Record<Verb, (store: SweepStore, name: string) => Promise<void>> = {
  pause: (store, name) => store.pauseSweep(name),
  resume: (store, name) => store.resumeSweep(name),
  cancel: (store, name) => store.cancelSweep(name),
};

function control(verb: Verb) {
  const { summary, description, state } = VERBS[verb];
  return declare(verb, { summary, description, examples: [[`${verb} demo`, `the sweep demo is ${state}`]] })
    .argument('<sweep>', 'name of the sweep')
    .action(
      run<[string]>(async (context, name) => {
        const { withStore, tellIfReachable } = await import('../connect.ts');
        await withStore(context, async (store) => {
          await store.sweep(name); // an unknown name is told with the names that exist
          await ACTIONS[verb](store, name);
          const { state: now, cells } = await store.sweep(name);
          await tellIfReachable(context, { sweep: name, state: now, by: `regatta ${verb}` });
          context.output.answer({
            text: () =>
              `${name} is ${now}: ${cells.done} cells done, ${cells.pending} pending, ${cells.failed} failed, ${cells.cancelled} cancelled.`,
            json: () => ({ type: 'sweep', sweep: name, state: now, cells }),
          });
        });
      }),
    );
}

export const pause = control('pause');
export const resume = control('resume');
export const cancel = control('cancel');
