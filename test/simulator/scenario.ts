/** @file What is asked of the fleet: some small sweeps that share encoders, and what their jobs are like. */
import type { Budget } from '@regatta/jobs';
import { knn, launchOf, type Launch } from '../../libs/store/src/contract/world.testkit.ts';
import type { Chance } from './chance.ts';
import type { Fates } from './executor.ts';

export interface Scenario {
  readonly launches: readonly Launch[];
  readonly fates: Fates;
}

export function drawScenario(chance: Chance): Scenario {
  // A dataset is cut into the same shards for everybody.
  const shards = chance.between(1, 3);
  const launches = Array.from({ length: chance.between(1, 4) }, (_, i) =>
    launchOf({
      name: `sweep-${i}`,
      encoders: chance.of([['hog'], ['hog', 'vit'], ['vit', 'dino']]),
      budgets: chance.of<Budget[]>([[5], [5, 10], [10, 20]]),
      methods: chance.of([[knn(1)], [knn(1), knn(5)]]),
      shards,
      cellsPerJobMax: chance.between(1, 5),
    }),
  );
  const cells = launches.flatMap((launch) => launch.cells);
  const jobs = launches.flatMap(({ plan, cells }) => plan(cells));
  return {
    launches,
    fates: {
      poison: new Set(chance.happens(0.2) ? [chance.of(jobs).id] : []),
      hopeless: new Set(chance.happens(0.3) ? [chance.of(cells).id] : []),
    },
  };
}
