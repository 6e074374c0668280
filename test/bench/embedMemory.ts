/**
 * @file Whether the memory of an executor grows with what it embeds: 30,000 small photos in shards of 2000, one job after the
 * other, as a worker gives them to the executor's process. What it holds is read after each job.
 */
import { availableParallelism } from 'node:os';
import type { EmbedResult, ExecutableJob } from '@regatta/jobs';
import { EXECUTOR_MAIN, spawnExecutor } from '@regatta/worker';
import {
  embedPayload,
  openSmallStore,
  photo,
  storeControl,
  storeDataset,
} from '../../services/executor/test/smallStore.ts';

const IMAGES = 30_000;
const IMAGES_PER_SHARD = 2000;
/** So many photos are made at a time. */
const PHOTOS_AT_ONCE = 500;
const ENCODER = 'hog';

export default async function run(): Promise<string> {
  const store = await openSmallStore();
  const threads = availableParallelism();
  const rows: string[] = [];
  const encoder = await storeControl(store.blobs, ENCODER);
  const dataset = await storeDataset(store.blobs, await makePhotos(IMAGES), IMAGES_PER_SHARD);
  const executor = await spawnExecutor({
    ...{ storeUrl: store.url, threads, main: EXECUTOR_MAIN, environment: process.env },
    onLog: (line) => console.error(line),
  });
  try {
    rows.push(`| 0 | | | ${mebibytes(executor.memoryBytes())} |`);
    let done = 0;
    for (const { index } of dataset.manifest.shards) {
      const payload = embedPayload(encoder, dataset, { index });
      const job = { id: String(index), kind: 'embed', payload, inputs: {}, finishedCells: [] } satisfies ExecutableJob;
      for await (const message of executor.execute(job)) {
        if (message.type === 'failed') throw new Error(message.failure.message);
        if (message.type !== 'done') continue;
        const { rows: images, imagesPerSecond, batch } = message.result as EmbedResult;
        done += images;
        rows.push(`| ${[done, batch, Math.round(imagesPerSecond), mebibytes(executor.memoryBytes())].join(' | ')} |`);
      }
    }
  } finally {
    await executor.close();
    await store.remove();
  }
  return [
    `${IMAGES} JPEGs of 96x72, encoder ${ENCODER}, ${threads} threads`,
    '',
    '| images done | batch | images/s | MiB resident |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);

async function makePhotos(count: number): Promise<{ path: string; bytes: Uint8Array }[]> {
  const all: { path: string; bytes: Uint8Array }[] = [];
  while (all.length < count) {
    const seeds = Array.from({ length: Math.min(PHOTOS_AT_ONCE, count - all.length) }, (_, i) => all.length + i);
    const made = seeds.map(async (seed) => ({
      path: `photos/${seed}.jpg`,
      bytes: await photo(seed, { width: 96, height: 72 }),
    }));
    all.push(...(await Promise.all(made)));
  }
  return all;
}
