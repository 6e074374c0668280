import { join } from 'node:path';
import { openCatalog } from '@regatta/catalog';
import { planJobs } from '@regatta/jobs';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveSweep } from '../../services/cli/src/sweep/resolveSweep.ts';
import { Fleet, type SweepPlace } from '../support/fleet.ts';
import { writeImageFolder } from '../support/imageFolder.ts';
import type { SmallSweep } from '../support/smallSweep.ts';
import { writeTinyClip } from '../support/tinyClip.ts';

const MS_MAX = 120_000;
let database: TestDatabase;
let fleet: Fleet;
beforeEach(async () => (database = await createTestDatabase()));
afterEach(async () => {
  const orphans = await fleet.close();
  await database.drop();
  expect(orphans).toEqual([]);
});

const SWEEP = `
version: 1
name: words
encoders: [tiny-clip, hog]
datasets: [./photos]
budgets: [3, all]
draws: 2
methods:
  - knn: {k: 3}
  - zero-shot
  - zero-shot: {templates: openai-7, class-names: {dots: polka dots}}
  - tip-adapter: {draws: 1}
`;

/** From the file of a person to what a launch saves. */
async function resolve({ folder, blobs }: SweepPlace): Promise<SmallSweep> {
  const catalog = await openCatalog({ folder: join(folder, '.regatta'), blobs });
  await catalog.addEncoder(await writeTinyClip(join(folder, 'clip')));
  await writeImageFolder(join(folder, 'photos'), { seed: 5 });
  const say = () => undefined;
  const source = { file: join(folder, 'sweep.yaml'), text: SWEEP };
  const { sweep, cells, encoders, datasets } = await resolveSweep(source, {
    catalog,
    ...{ onProgress: say, onNote: say, signal: new AbortController().signal },
  });
  const shards = datasets.map(({ ref, manifest }) => ({ ...ref, shards: manifest.shards }));
  return {
    sweep: {
      ...{ name: sweep.name, source: source.text, seed: sweep.seed, cells },
      encoders: encoders.map(({ ref, spec }) => ({ ref, manifest: spec })),
      datasets: datasets.map(({ ref, summary }) => ({ ref, summary })),
    },
    plan: (missing) => planJobs(missing, shards, { provider: 'cpu', unreadableShareMax: 0.1 }),
    shards,
  };
}

test(
  'a tiny CLIP races with neighbours and with words, and both stand on the leaderboard',
  async () => {
    const natsUrl = process.env['REGATTA_TEST_NATS_URL']!;
    fleet = await Fleet.open({ databaseUrl: database.url, natsUrl, sweep: resolve });
    fleet.coordinator();
    fleet.worker();
    await fleet.launch();
    await fleet.settled();

    const { cells } = await fleet.store.sweep('words');
    // Of each encoder: two draws of 3 and one of all; and of CLIP two of zero-shot, and one draw of 3 and of all with its cache.
    expect(cells).toEqual({ pending: 0, done: 2 * 3 + 2 + 2, failed: 0, cancelled: 0 });
    const board = (await fleet.store.leaderboard('words')).filter(({ metric }) => metric === 'accuracy');
    const rows = board.map(({ encoder, method, variant, budget }) => `${encoder} ${method} ${variant} ${budget}`);
    expect(rows.sort()).toEqual([
      'hog knn k=3 3',
      'hog knn k=3 all',
      'tiny-clip knn k=3 3',
      'tiny-clip knn k=3 all',
      'tiny-clip tip-adapter templates=own 3',
      'tiny-clip tip-adapter templates=own all',
      expect.stringMatching(/^tiny-clip zero-shot templates=openai-7 names=[0-9a-f]{8} 0$/),
      'tiny-clip zero-shot templates=own 0',
    ]);
    const tested = new Set(board.map(({ n }) => n));
    expect(tested.size).toBe(1);
    const [counts] = await fleet.query(`
      SELECT min(train) AS train, min(val) AS val, min(test) AS test FROM result JOIN cell ON cell.id = result.cell
      WHERE method = 'zero-shot'`);
    expect(counts).toMatchObject({ train: 0, val: 0, test: [...tested][0] });
  },
  MS_MAX,
);
