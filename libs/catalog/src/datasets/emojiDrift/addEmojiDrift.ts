/**
 * @file EmojiDrift: eight classes of emoji in five styles. Trained on one vendor's drawings, tested on all five: a small,
 * real case of data that look different from what a model has learned. See docs/datasets.md.
 */
import type { DatasetManifest } from '@regatta/datasets';
import { concurrently } from '../../concurrently.ts';
import { sha256 } from '../../sha256.ts';
import { readDataset, type CatalogDataset } from '../catalogDataset.ts';
import { EMOJI_DRIFT } from '../datasetName.ts';
import type { ImportedDataset, ImportOptions } from '../imported.ts';
import type { ImportParts } from '../importParts.ts';
import { manifestKey } from '../manifestKey.ts';
import { storeManifest } from '../storeManifest.ts';
import { storeShards, type StorableImage } from '../storeShards.ts';
import { EMOJI_CLASSES, chooseEmoji, type EmojiDrawing } from './chooseEmoji.ts';
import { DRAWN_BY, drawIcon } from './drawIcon.ts';
import { EMOJI_SIDE } from './iconSvg.ts';
import { VENDORS, readVendor, readVendorInfo, vendorVersion, type Vendor } from './vendor.ts';

/** Another recipe (size, classes, what is set aside) is another dataset: raise it with every change of one. */
const RECIPE = 1;
/** sharp draws on the threads of libuv, four by default. */
const AT_ONCE = 8;

/** Makes the dataset from the installed packages, unless the catalog has it from the same versions. */
export async function addEmojiDrift(
  { onProgress, signal }: ImportOptions,
  { blobs, section }: ImportParts,
): Promise<{ imported: ImportedDataset; dataset: CatalogDataset }> {
  const source = await sourceOf();
  const entry = (await section.entries()).get(EMOJI_DRIFT);
  if (entry?.source === source && (await blobs.head(manifestKey(EMOJI_DRIFT, entry.hash))) !== null) {
    const dataset = await readDataset(blobs, { name: EMOJI_DRIFT, hash: entry.hash });
    return { imported: describe(dataset, false), dataset };
  }

  const vendors = await Promise.all(VENDORS.map(readVendor));
  const { inSplits, setAside } = chooseEmoji(vendors);
  const images = await drawAll(inSplits, vendors, { onProgress, signal });
  const memory = { shard: () => null, rememberShard: async () => undefined };
  const stored = await storeShards(images, { blobs, name: EMOJI_DRIFT, memory, onProgress, signal });
  const manifest: DatasetManifest = {
    version: 1,
    name: EMOJI_DRIFT,
    kind: 'emoji-drift',
    classes: [...EMOJI_CLASSES],
    domains: [...VENDORS],
    inDistribution: VENDORS[0],
    license: await licences(),
    images: stored.placed.map(({ image, shard, offset }) => {
      const { vendor, className, family } = inSplits[image]!;
      const { path, sha256: hash, bytes } = images[image]!;
      const label = EMOJI_CLASSES.indexOf(className);
      const domain = VENDORS.indexOf(vendor);
      return { path, sha256: hash, bytes, shard, offset, label, domain, split: 'none', group: family };
    }),
    shards: [...stored.shards],
    setAside: setAside.length,
  };
  const { dataset, isNew } = await storeManifest(blobs, manifest);
  await section.set(EMOJI_DRIFT, { hash: dataset.ref.hash, kind: 'emoji-drift', source, store: blobs.url });
  return { imported: describe(dataset, isNew), dataset };
}

/** All that decides the bytes, in words. */
async function sourceOf(): Promise<string> {
  const versions = await Promise.all(VENDORS.map(async (name) => `${name} ${await vendorVersion(name)}`));
  return [`recipe ${RECIPE}`, ...versions, DRAWN_BY].join(', ');
}

async function licences(): Promise<string> {
  const infos = await Promise.all(VENDORS.map(readVendorInfo));
  return infos.map(({ name, author, license }) => `${name} by ${author.name}: ${license.title}`).join('; ');
}

async function drawAll(
  drawings: readonly EmojiDrawing[],
  vendors: readonly Vendor[],
  { onProgress, signal }: ImportOptions,
): Promise<StorableImage[]> {
  const byName = new Map(vendors.map((vendor) => [vendor.name, vendor]));
  let done = 0;
  return concurrently(drawings, { limit: AT_ONCE, bytesOf: () => 0, signal }, async ({ vendor, icon }) => {
    const png = await drawIcon(byName.get(vendor)!, icon);
    onProgress?.({ step: 'draw', done: ++done, total: drawings.length });
    const path = `${vendor}/${icon}.png`;
    return { path, sha256: await sha256(png), bytes: png.length, extension: 'png', read: async () => png };
  });
}

function describe({ ref, summary }: CatalogDataset, isNew: boolean): ImportedDataset {
  const emoji = summary.images / VENDORS.length;
  const notes = [
    `${emoji} emoji in ${EMOJI_CLASSES.length} classes, each drawn by ${VENDORS.join(', ')} at ${EMOJI_SIDE} x ${EMOJI_SIDE} pixels.`,
    `Trained on ${VENDORS[0]} alone; an emoji that trains is in no test set of any vendor.`,
    `${summary.setAside} drawings of other emoji and their twins are set aside to pretrain on.`,
  ];
  return { ...ref, summary, isNew, notes, rejected: [] };
}
