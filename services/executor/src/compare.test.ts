import { DatasetManifest, datasetHash, datasetSplitter } from '@regatta/datasets';
import { ComparePayload, CompareResult } from '@regatta/jobs';
import { Random, encodeNpy, sha256 } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import { useJobContext } from '../test/useJobContext.ts';
import { compare } from './compare.ts';

const CLASSES = ['boat', 'cat', 'dog'];
const jobs = useJobContext({ decodeThreads: 1 });

/** Images of three classes of unlike size; `groupSize` of them in a row share a group. */
function manifestOf({ images = 300, groupSize = 1 } = {}): DatasetManifest {
  return DatasetManifest.parse({
    version: 1,
    name: 'scene',
    kind: 'test',
    classes: CLASSES,
    domains: [],
    inDistribution: null,
    license: 'none',
    images: Array.from({ length: images }, (_, i) => ({
      ...{ path: `${i}.jpg`, sha256: sha256(Buffer.from(`scene ${i}`)), shard: 0, offset: i * 10, bytes: 10 },
      ...{ label: Math.min(2, Math.floor(i / groupSize) % 6), domain: null },
      ...{ split: i % 5 < 2 && groupSize === 1 ? 'test' : 'none' },
      group: groupSize === 1 ? null : `burst ${Math.floor(i / groupSize)}`,
    })),
    shards: [{ index: 0, sha256: 'a'.repeat(64), key: 'nowhere', images, bytes: images * 10 }],
  });
}

interface Model {
  readonly name: string;
  /** Answers of each draw: the class per test image. */
  readonly answer: (image: number, draw: number) => number;
  readonly draws?: number;
}

async function run(manifest: DatasetManifest, models: readonly Model[]): Promise<CompareResult> {
  const { blobs } = jobs.store;
  const hash = datasetHash(manifest);
  await blobs.put(`datasets/scene/${hash}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
  const splitter = datasetSplitter(manifest);
  const contestants = await Promise.all(
    models.map(async ({ name, answer, draws = 1 }) => ({
      ...{ encoder: name, method: 'knn', variant: 'k=5' },
      draws: await Promise.all(
        Array.from({ length: draws }, async (_, draw) => {
          const request = { protocol: 'few-shot', budget: 5, draw, seed: 0, holdOut: false } as const;
          const { test: images } = splitter.split(request);
          const data = Int32Array.from(images, (image) => answer(image, draw));
          const bytes = encodeNpy({ dtype: 'int32', shape: [data.length], data });
          const predictions = `predictions/${sha256(bytes)}.npy`;
          await blobs.put(predictions, bytes);
          return { split: { hash: splitter.splitHash(request), request }, predictions };
        }),
      ),
    })),
  );
  const dataset = { name: 'scene', hash };
  const payload = { version: 1, dataset, protocol: 'few-shot', budget: '5', contestants, resamples: 500 };
  return CompareResult.parse(await compare(ComparePayload.parse(payload), jobs.context({})));
}

/** Right with this chance, else another class; equal seeds stumble over the same images. */
function guesser(manifest: DatasetManifest, share: number, seed: string): Model['answer'] {
  const random = new Random(seed);
  const luck = manifest.images.map(() => random.next());
  return (image) => {
    const { label } = manifest.images[image]!;
    return luck[image]! < share ? label : (label + 1) % CLASSES.length;
  };
}

describe('contestants are compared by what they answered on the same images', () => {
  test('one that is better by far is ranked before two that cannot be told apart', async () => {
    const manifest = manifestOf();
    const { standings, comparisons } = await run(manifest, [
      { name: 'good', answer: guesser(manifest, 0.95, 'a') },
      { name: 'fair', answer: guesser(manifest, 0.5, 'b') },
      { name: 'alike', answer: guesser(manifest, 0.52, 'b') },
    ]);
    const of = (metric: string) => standings.filter((row) => row.metric === metric);
    expect(of('accuracy').map(({ rank }) => rank)).toEqual([1, 2, 2]);
    expect(of('macro-accuracy').map(({ rank }) => rank)).toEqual([1, 2, 2]);
    const tested = manifest.images.filter(({ split }) => split === 'test').length;
    expect(of('accuracy').map(({ n }) => n)).toEqual([tested, tested, tested]);
    const [first] = comparisons;
    expect(first).toMatchObject({ subset: 'test', metric: 'accuracy', a: 0, b: 1, test: 'mcnemar' });
    expect(first!.difference).toBeCloseTo(of('accuracy')[0]!.value - of('accuracy')[1]!.value, 12);
    expect(first!.low).toBeGreaterThan(0.2);
    expect(first!.pAdjusted).toBeLessThan(1e-6);
  });

  test('macro accuracy counts every class alike', async () => {
    const manifest = manifestOf();
    const { standings } = await run(manifest, [
      { name: 'majority', answer: () => 2 },
      { name: 'minority', answer: () => 0 },
    ]);
    const values = (metric: string) => standings.filter((row) => row.metric === metric).map(({ value }) => value);
    const tested = manifest.images.filter(({ split }) => split === 'test');
    const share = tested.filter(({ label }) => label === 2).length / tested.length;
    expect(values('accuracy')[0]).toBeCloseTo(share, 12);
    expect(values('macro-accuracy')).toEqual([1 / 3, 1 / 3]);
  });

  test('draws are averaged, and a difference that is luck of one draw is none', async () => {
    const manifest = manifestOf();
    const answers = [0, 1, 2].map((draw) => guesser(manifest, 0.7, `draw ${draw}`));
    const moody: Model = { name: 'moody', draws: 3, answer: (image, draw) => answers[draw]!(image, draw) };
    const { standings, comparisons } = await run(manifest, [moody, { ...moody, name: 'twin' }]);
    const { test: images } = datasetSplitter(manifest).split({
      ...{ protocol: 'few-shot', budget: 5, draw: 0, seed: 0, holdOut: false },
    });
    const right = answers.map(
      (answer) => images.filter((image) => answer(image, 0) === manifest.images[image]!.label).length / images.length,
    );
    expect(standings[0]!.value).toBeCloseTo((right[0]! + right[1]! + right[2]!) / 3, 12);
    expect(comparisons[0]).toMatchObject({ difference: 0, low: 0, high: 0, p: 1, test: 'bootstrap' });
  });

  test('images of one group are drawn together, so that bursts of like photos do not count as many', async () => {
    const manifest = manifestOf({ groupSize: 20 });
    const good = (image: number) => manifest.images[image]!.label;
    const halting = (image: number) => (Math.floor(image / 20) % 3 === 0 ? 1 - Number(good(image) === 1) : good(image));
    const models = [
      { name: 'good', answer: good },
      { name: 'halting', answer: halting },
    ];
    const { comparisons } = await run(manifest, models);
    const alone = {
      ...manifest,
      images: manifest.images.map((image) => ({ ...image, group: null, split: 'test' as const })),
    };
    alone.images.forEach((image, i) => Object.assign(image, { split: i < 30 ? 'none' : 'test' }));
    const { comparisons: apart } = await run(alone, models);
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(comparisons[0]!.test).toBe('bootstrap');
    expect(width(comparisons[0]!)).toBeGreaterThan(2 * width(apart[0]!));
  });
});

test('the same predictions give the same bytes', async () => {
  const manifest = manifestOf();
  const models = [0.6, 0.7, 0.8].map((share) => ({ name: `${share}`, answer: guesser(manifest, share, `${share}`) }));
  const timeless = async () => ({ ...(await run(manifest, models)), seconds: 0 });
  expect(JSON.stringify(await timeless())).toBe(JSON.stringify(await timeless()));
});
