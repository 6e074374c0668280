/** @file The data sets of the study, as their makers pack them, from a bucket to the leaderboard. */
import { join } from 'node:path';
import { openBlobs } from '@regatta/blobs';
import { findVersitygw, startVersitygw, type GatewayServer } from '@regatta/blobs/testkit';
import { openCatalog } from '@regatta/catalog';
import { planJobs } from '@regatta/jobs';
import type { LeaderboardRow } from '@regatta/store';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { afterEach, expect, test } from 'vitest';
import { dtd } from '../../libs/catalog/test/miniatures/dtd.ts';
import { fgvcAircraft } from '../../libs/catalog/test/miniatures/fgvcAircraft.ts';
import { flowers102 } from '../../libs/catalog/test/miniatures/flowers102.ts';
import { isic2020 } from '../../libs/catalog/test/miniatures/isic2020.ts';
import { patternNet, ucMerced } from '../../libs/catalog/test/miniatures/landUse.ts';
import type { Miniature } from '../../libs/catalog/test/miniatures/miniature.ts';
import { wildsFmow, wildsIwildcam } from '../../libs/catalog/test/miniatures/wilds.ts';
import { resolveSweep } from '../../services/cli/src/sweep/resolveSweep.ts';
import { Fleet, type SweepPlace } from '../support/fleet.ts';
import type { SmallSweep } from '../support/smallSweep.ts';

const MS_MAX = 240_000;

/** With the number that each is ranked by, and the subset it is ranked on. */
const DATASETS: Record<string, { make: () => Promise<Miniature>; metric: string; subset: string }> = {
  flowers102: { make: () => flowers102(), metric: 'macro-accuracy', subset: 'test' },
  'fgvc-aircraft': { make: () => fgvcAircraft(), metric: 'macro-accuracy', subset: 'test' },
  dtd: { make: () => dtd(), metric: 'accuracy', subset: 'test' },
  patternnet: { make: () => patternNet(), metric: 'accuracy', subset: 'test' },
  ucmerced: { make: () => ucMerced(), metric: 'accuracy', subset: 'test' },
  isic: { make: () => isic2020(), metric: 'roc-auc', subset: 'test' },
  fmow: { make: () => wildsFmow(), metric: 'worst-group-accuracy', subset: 'ood' },
  iwildcam: { make: () => wildsIwildcam(), metric: 'macro-f1', subset: 'ood' },
};

const SWEEP = `
version: 1
name: miniatures
encoders: [hog]
datasets: [${Object.keys(DATASETS).join(', ')}]
protocols: [few-shot, published]
budgets: [2, all]
draws: 1
methods:
  - knn: {k: 3}
exclude:
  - {dataset: patternnet, protocol: published}
  - {dataset: isic, protocol: published}
`;

let database: TestDatabase | null = null;
let fleet: Fleet | null = null;
let server: GatewayServer | null = null;
afterEach(async () => {
  const orphans = await fleet?.close();
  await database?.drop();
  await server?.stop();
  expect(orphans ?? []).toEqual([]);
});

test(
  'the eight data sets of the study race from a bucket, and each is scored by its own metric',
  async (context) => {
    const found = await findVersitygw();
    if ('missing' in found) return context.skip(found.missing);
    server = await startVersitygw(found.path);
    const { bucket, options } = server;
    const { accessKeyId, secretAccessKey } = options.credentials!;
    database = await createTestDatabase();
    fleet = await Fleet.open({
      databaseUrl: database.url,
      natsUrl: process.env['REGATTA_TEST_NATS_URL']!,
      sweep: (place) => importAll(place, server!),
      objects: {
        url: `s3://${bucket}/objects`,
        options,
        environment: {
          AWS_ENDPOINT_URL: options.endpoint!,
          AWS_REGION: options.region ?? 'us-east-1',
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
        },
      },
    });
    fleet.coordinator();
    fleet.worker();
    await fleet.launch();
    await fleet.settled(MS_MAX / 2);

    expect((await fleet.store.holes('miniatures')).map(({ dataset, reason }) => `${dataset}: ${reason}`)).toEqual([]);
    const board = await fleet.store.leaderboard('miniatures');
    for (const [name, { metric, subset }] of Object.entries(DATASETS)) {
      const own = board.filter((row) => row.dataset === name && row.subset === subset && row.isHeadline);
      expect(new Set(own.map((row) => row.metric)), `of ${name}, which has ${scoresOf(board, name)}`).toEqual(
        new Set([metric]),
      );
      for (const { value } of own) expect(value >= 0 && value <= 1).toBe(true);
    }
    const subsets = new Set(board.filter(({ dataset }) => dataset === 'iwildcam').map(({ subset }) => subset));
    // The camera that validates is no subset.
    expect([...subsets].sort()).toEqual(['camera-3', 'camera-4', 'id', 'ood']);
  },
  MS_MAX,
);

function scoresOf(board: readonly LeaderboardRow[], name: string): string {
  return board
    .filter(({ dataset }) => dataset === name)
    .map(({ metric, subset }) => `${metric} on ${subset}`)
    .join(', ');
}

/** Puts the files of each miniature under a prefix of its own, and imports it from there. */
async function importAll({ folder, blobs }: SweepPlace, { bucket, options }: GatewayServer): Promise<SmallSweep> {
  const catalog = await openCatalog({ folder: join(folder, '.regatta'), blobs });
  for (const [name, { make }] of Object.entries(DATASETS)) {
    const source = `s3://${bucket}/sources/${name}`;
    const { files } = await make();
    const place = await openBlobs(source, options);
    for (const [path, content] of Object.entries(files)) await place.put(path, Buffer.from(content));
    await place.close();
    await catalog.addDataset({ source, name, bucket: options });
  }
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
