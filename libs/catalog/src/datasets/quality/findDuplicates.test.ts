import { existsSync } from 'node:fs';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobChangedError } from '@regatta/blobs';
import { duplicateSets, type DuplicateLink } from '@regatta/datasets';
import { Random } from '@regatta/tensor';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { project, temporaryFolder, writeTree, type Project } from '../../../test/folders.ts';
import { CHANGES } from '../../../test/plantedCopies.ts';
import type { CatalogDataset } from '../catalogDataset.ts';

const CLOTHING = join(import.meta.dirname, '../../../../../../shared/data/clothing');
const THREADS = { threads: 2 };
const ALL = { protocol: 'few-shot', budget: 'all', draw: 0, seed: 0, holdOut: false } as const;

/** A scene of ellipses and lines that no other seed has, as a JPEG. */
async function scene(seed: string): Promise<Uint8Array> {
  const random = new Random(seed);
  const pick = (to: number) => random.integer(to);
  const colour = () => `rgb(${pick(256)},${pick(256)},${pick(256)})`;
  const shapes = Array.from({ length: 25 }, (_, i) =>
    i % 3 === 0
      ? `<line x1="${pick(240)}" y1="${pick(180)}" x2="${pick(240)}" y2="${pick(180)}" stroke="${colour()}" stroke-width="${3 + pick(14)}"/>`
      : `<ellipse cx="${pick(240)}" cy="${pick(180)}" rx="${6 + pick(50)}" ry="${6 + pick(40)}" fill="${colour()}" opacity="0.9"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="180"><rect width="240" height="180" fill="${colour()}"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}

/** Path of each image with that of the copy it is linked to. */
function namedLinks({ manifest }: CatalogDataset, links: readonly DuplicateLink[]): [string, string][] {
  const pathOf = (image: number) => manifest.images[image]!.path;
  return links.map(({ a, b }) => [pathOf(a), pathOf(b)].sort() as [string, string]).sort();
}

async function importFrom({ catalog }: Project, folder: string): Promise<CatalogDataset> {
  return catalog.dataset((await catalog.addDataset({ source: folder, name: 'planted' })).name);
}

describe('copies in generated pictures', () => {
  test('are all found, as leaks where they cross, and nothing else is', async () => {
    const own = await project();
    const folder = await temporaryFolder();
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 60; i++) files[`train/${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`] = await scene(`scene ${i}`);
    for (let i = 60; i < 80; i++) files[`test/${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`] = await scene(`scene ${i}`);
    const planted: [string, string][] = [];
    for (const [i, change] of Object.values(CHANGES).entries()) {
      const source = `train/${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`;
      // The last goes into the other class of the same split: a leak of nothing, but one label is wrong.
      const isLast = i === Object.keys(CHANGES).length - 1;
      const copy = isLast ? `train/even/copy-${i}.img` : `test/${i % 2 === 0 ? 'even' : 'odd'}/copy-${i}.img`;
      files[copy] = await change(files[source]!);
      planted.push([source, copy].sort() as [string, string]);
    }
    await writeTree(folder, files);
    const dataset = await importFrom(own, folder);
    const { links, unreadable, plain } = await own.catalog.findDuplicates('planted', THREADS);
    expect(namedLinks(dataset, links)).toEqual(planted.sort());
    expect([unreadable, plain]).toEqual([[], []]);
    const { sets, counts } = duplicateSets(dataset.manifest, dataset.splitter.split(ALL), links);
    expect(counts).toEqual({ sets: 10, copies: 10, leakedTestImages: 9, officialLeaks: 9, contradictions: 1 });
    expect(sets.map(({ leak }) => leak)).toEqual([...new Array<string>(9).fill('trained'), null]);
    expect(sets.at(-1)!.isContradiction).toBe(true);
  });

  test('are known the second time, of each shard by its content', async () => {
    const own = await project();
    const folder = await temporaryFolder();
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 8; i++) files[`${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`] = await scene(`known ${i}`);
    files['even/copy.png'] = await CHANGES['as PNG']!(files['even/0.jpg']!);
    await writeTree(folder, files);
    await importFrom(own, folder);
    expect(await own.catalog.knownDuplicates('planted')).toBeNull();
    const before = await own.catalog.imageSizes('planted');
    const steps: string[] = [];
    const onProgress = ({ step, done, total }: { step: string; done: number; total: number }) =>
      void steps.push(`${step} ${done}/${total}`);
    const found = await own.catalog.findDuplicates('planted', { ...THREADS, onProgress });
    expect(steps).toEqual(['look 9/9']);
    expect(await own.catalog.findDuplicates('planted', { ...THREADS, onProgress })).toEqual(found);
    expect(await own.catalog.knownDuplicates('planted')).toEqual(found);
    expect(steps).toHaveLength(1);
    expect(await own.catalog.imageSizes('planted')).toEqual(before);
    expect(before).toMatchObject({
      looked: 9,
      width: { min: 240, median: 240, max: 240 },
      height: { min: 180, median: 180, max: 180 },
      formats: [
        { format: 'jpeg', images: 8 },
        { format: 'png', images: 1 },
      ],
      unreadable: 0,
    });
  });

  test('are looked for beside images that cannot be decoded and blank pages, which are named', async () => {
    const own = await project();
    const folder = await temporaryFolder();
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 6; i++) files[`${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`] = await scene(`beside ${i}`);
    files['odd/cut.jpg'] = files['even/2.jpg']!.subarray(0, 900);
    for (const [name, grey] of [['a', 250] as const, ['b', 251] as const]) {
      const background = { r: grey, g: grey, b: grey };
      const page = sharp({ create: { width: 60, height: 60, channels: 3, background } });
      files[`even/blank-${name}.png`] = await page.png().toBuffer();
    }
    await writeTree(folder, files);
    const { manifest } = await importFrom(own, folder);
    const { links, unreadable, plain } = await own.catalog.findDuplicates('planted', THREADS);
    const names = (positions: readonly number[]) => positions.map((i) => manifest.images[i]!.path).sort();
    expect(links).toEqual([]);
    expect(names(unreadable)).toEqual(['odd/cut.jpg']);
    expect(names(plain)).toEqual(['even/blank-a.png', 'even/blank-b.png']);
    const pictures = await own.catalog.thumbnails('planted', [...unreadable, ...plain]);
    expect(pictures[0]).toBeNull();
    expect(pictures[1]).toMatch(/^data:image\/jpeg;base64,/);
  });
});

test('images that were not copied are looked at where they lie', async () => {
  const own = await project();
  const folder = await temporaryFolder();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 6; i++) files[`${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`] = await scene(`lying ${i}`);
  files['odd/copy.jpg'] = await CHANGES['mirrored']!(files['odd/1.jpg']!);
  await writeTree(folder, files);
  const { name } = await own.catalog.addDataset({ source: folder, name: 'lying', reference: true });
  const dataset = await own.catalog.dataset(name);
  expect(dataset.manifest.shards[0]!.key).toBeNull();
  const { links } = await own.catalog.findDuplicates(name, THREADS);
  expect(namedLinks(dataset, links)).toEqual([['odd/1.jpg', 'odd/copy.jpg']]);
  expect(await own.catalog.thumbnails(name, [0])).toEqual([expect.stringMatching(/^data:image/)]);
});

test('a shard whose bytes are others than those imported is refused', async () => {
  const own = await project();
  const folder = await temporaryFolder();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 4; i++) files[`${i % 2 === 0 ? 'even' : 'odd'}/${i}.jpg`] = await scene(`changed ${i}`);
  await writeTree(folder, files);
  const { manifest } = await importFrom(own, folder);
  const path = join(own.folder, 'objects', manifest.shards[0]!.key!);
  const bytes = await readFile(path);
  bytes[manifest.images[2]!.offset + 40]! ^= 1;
  await rm(path);
  await writeFile(path, bytes);
  const looking = own.catalog.findDuplicates('planted', THREADS);
  await expect(looking).rejects.toThrow(BlobChangedError);
  await expect(looking).rejects.toThrow(/is not what it was: .* import the dataset again/);
  expect(await own.catalog.knownDuplicates('planted')).toBeNull();
});

test('photos of clothes: all planted copies are found, and none between untouched photos', async (context) => {
  if (!existsSync(CLOTHING)) return context.skip('the photos of clothes are not on this machine');
  const own = await project();
  const folder = await temporaryFolder();
  await cp(CLOTHING, folder, { recursive: true });
  const planted: [string, string][] = [];
  const changes = Object.entries(CHANGES);
  for (const className of await readdir(join(folder, 'train'))) {
    const photos = (await readdir(join(folder, 'train', className))).sort();
    for (const [i, [, change]] of changes.entries()) {
      const source = `train/${className}/${photos[3 * i]!}`;
      const copy = `test/${className}/planted-${i}.img`;
      await writeFile(join(folder, copy), await change(await readFile(join(folder, source))));
      planted.push([copy, source]);
    }
  }
  const dataset = await importFrom(own, folder);
  expect(dataset.manifest.images).toHaveLength(1026 + planted.length);
  const { links } = await own.catalog.findDuplicates('planted', THREADS);
  expect(namedLinks(dataset, links)).toEqual(planted.sort());
  const { counts } = duplicateSets(dataset.manifest, dataset.splitter.split(ALL), links);
  expect(counts).toMatchObject({ sets: 100, leakedTestImages: 100, officialLeaks: 100, contradictions: 0 });
}, 120_000);
