import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentHash, expandSweep, planJobs, type EncoderRef } from '@regatta/jobs';
import { openStore, type Store } from '@regatta/store';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { deadLetters, deadLettersText, jobIds } from '../deadLetters.ts';
import { UsageError } from '../exit.ts';
import { explainText } from './explainText.ts';
import { partChanges } from './partChanges.ts';
import { findCell, readCell } from './readCell.ts';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, poolSize: 2, applicationName: 'regatta test' });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

/** A sweep of one encoder with these weights, one dataset of one shard, and two budgets. */
async function launch(weights: string): Promise<readonly string[]> {
  const encoder: EncoderRef = {
    ...{ name: 'hog', hash: contentHash(`hog ${weights}`), weights: contentHash(weights), tap: 'cls' },
    ...{ preprocessing: 'own', precision: 'fp32', role: 'pretrained' },
  };
  const dataset = {
    ...{ name: 'birds', hash: contentHash('birds') },
    shards: [{ index: 0, sha256: contentHash('shard'), images: 10, bytes: 1000 }],
    splitHash: (request: unknown) => contentHash({ request }),
  };
  const method = { kind: 'knn', k: 5, metric: 'cosine', weighting: 'temperature', temperature: 0.07 } as const;
  const cells = expandSweep({
    ...{ name: 'demo', seed: 0, encoders: [encoder], datasets: [dataset], protocols: ['few-shot'], exclude: [] },
    ...{ budgets: [5, 10], draws: 1, methods: [{ method, datasets: null, budgets: null, draws: null, exclude: [] }] },
  });
  await store.saveSweep(
    {
      ...{ name: 'demo', source: '', seed: 0, cells },
      encoders: [{ ref: encoder, manifest: { name: 'hog' } }],
      datasets: [{ ref: dataset, summary: { name: 'birds', classes: [] } }],
    },
    (missing) => planJobs(missing, [dataset], { provider: 'auto', unreadableShareMax: 0.01, cellsPerJobMax: 128 }),
  );
  return cells.map(({ id }) => id);
}

test('tells which part of a cell has changed, its attempts, and why it has no result', async () => {
  const before = await launch('weights of May');
  const now = await launch('weights of June');
  const id = await findCell(store, undefined, { sweep: 'demo', encoder: 'hog', budget: '5', draw: 0 });
  expect(now).toContain(id);
  expect(await findCell(store, id.slice(0, 10), {})).toBe(id);

  const leadership = (await store.lead('c', 60_000))!;
  const [wakeUp] = await store.takePublishable(leadership, 16);
  for (let i = 0; i < 2; i++) {
    const claim = await store.claim(wakeUp!.job, `worker-${i}`);
    if (typeof claim === 'string') throw new Error(claim);
    const death = { kind: 'job', message: 'out of memory', exit: 'SIGKILL', logTail: ['batch 7'] } as const;
    await store.fail(claim, death);
    await new Promise((resolve) => setTimeout(resolve, 1100));
  }
  await store.releaseDependants(leadership);

  const story = await readCell(store, id);
  expect(story).toMatchObject({ cell: id, state: 'failed', result: null, doubts: [] });
  expect(before).toContain(story.older!.cell);
  const changes = partChanges(story.older!.parts, story.parts);
  expect(changes).toEqual([
    { part: 'weights', before: contentHash('weights of May'), now: contentHash('weights of June') },
  ]);
  const text = explainText(story, changes, Infinity);
  expect(text).toContain(`Cell ${id} is failed: embed hog birds failed: Quarantined`);
  expect(text).toContain('Listed in demo (budget 5, draw 0).');
  expect(text).toContain(`weights: ${contentHash('weights of May').slice(0, 12)} before`);

  const letters = await deadLetters(store, 'demo');
  expect(letters.map(({ kind, cause }) => `${kind} ${cause}`).sort()).toEqual([
    'embed quarantine',
    'evaluate dependency',
  ]);
  expect(deadLettersText(letters)).toMatch(/embed hog birds, quarantine.*\n.*\n.*SIGKILL\n {2}\| batch 7/);
  expect(await jobIds(store, [wakeUp!.job.slice(0, 12)])).toEqual([wakeUp!.job]);
});

test('says what is meant when none or several cells are like that', async () => {
  await expect(findCell(store, undefined, {})).rejects.toThrow(UsageError);
  await expect(findCell(store, 'nonsense', {})).rejects.toThrow(/No cell is like that/);
  await expect(findCell(store, undefined, { encoder: 'hog' })).rejects.toThrow(/2 are like that.*\n.*hog birds knn/);
  await expect(jobIds(store, ["it's"])).rejects.toThrow(/which none begin with/);
});
