/**
 * @file The manifest of a dataset: which images there are, what they show, and where their bytes lie.
 *
 * An image's number is its position in `images`. Images stand in the order of their shards and, inside a shard, of their
 * offsets, so that row i of a shard's features belongs to its i-th image whatever the labels are: features are named by
 * the shard's content alone, and another label or another split must not compute them again.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DatasetAbout } from './about.ts';
import { DatasetError } from './errors.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits');

/** The dataset's own split; `none` where it has none. */
export const OFFICIAL_SPLITS = ['train', 'val', 'test', 'none'] as const;
export type OfficialSplit = (typeof OFFICIAL_SPLITS)[number];

export const DatasetImage = z.strictObject({
  /** Where the image came from, relative to the imported folder, with `/`. Shown to people. */
  path: z.string().min(1),
  sha256: Sha256,
  bytes: z.int().min(0),
  /** The shard that holds it, and where in it its bytes begin; in one without a key, if all lay one behind the other. */
  shard: z.int().min(0),
  offset: z.int().min(0),
  /** Position in `classes`. */
  label: z.int().min(0),
  /** Position in `domains`; null when the dataset has none. */
  domain: z.int().min(0).nullable(),
  split: z.enum(OFFICIAL_SPLITS),
  /** Images of one group (one emoji by many vendors, one burst of photos) are never on two sides of a split. */
  group: z.string().min(1).nullable(),
});
export type DatasetImage = z.infer<typeof DatasetImage>;

export const DatasetShard = z.strictObject({
  index: z.int().min(0),
  /** Of its bytes; of one without a key, of the list of its images' hashes, sizes and formats. */
  sha256: Sha256,
  /** Where it lies in the object store; null when its images are read where they are, by their paths in `source`. */
  key: z.string().min(1).nullable(),
  images: z.int().min(1),
  bytes: z.int().min(1),
});
export type DatasetShard = z.infer<typeof DatasetShard>;

export const DatasetManifest = z
  .strictObject({
    version: z.literal(1),
    name: z.string().min(1),
    /** The importer that wrote it, for example `image-folder`. */
    kind: z.string().min(1),
    classes: z.array(z.string().min(1)).min(1),
    /** Cameras, regions, styles; empty when there are none. */
    domains: z.array(z.string().min(1)),
    /** The one domain that may be trained on; null when there are no domains, or all may be. */
    inDistribution: z.string().nullable(),
    /** Licences of the images, in words. */
    license: z.string(),
    homepage: z.string().optional(),
    about: DatasetAbout.optional(),
    /** Address of the folder or prefix that images of shards without a key are read from: `s3://bucket/prefix`. */
    source: z.string().min(1).optional(),
    images: z.array(DatasetImage).min(1),
    shards: z.array(DatasetShard).min(1),
    /** Images that the importer kept out on purpose, for example to pretrain on. */
    setAside: z.int().min(0).optional(),
  })
  .superRefine((manifest, context) => {
    for (const fault of manifestFaults(manifest)) context.addIssue({ code: 'custom', ...fault });
  });
export type DatasetManifest = z.infer<typeof DatasetManifest>;

/** Enough to pay for a call, few enough to stay small in memory. */
const ROWS_AT_ONCE = 4096;

/**
 * The 64 hex digits that name a dataset: everything that decides features, splits and labels. Its name, kind, licence,
 * what is said about it and the keys of its shards are not in it, so that the same images elsewhere are the same dataset.
 * Where images are read that were not copied is in it: a manifest is written once, and they may move.
 */
export function datasetHash(manifest: DatasetManifest): string {
  const { version, classes, domains, inDistribution, images, shards, source } = manifest;
  const hash = createHash('sha256');
  // Canonical JSON, keys in their order, in pieces: a large dataset's is a hundred megabytes.
  hash.update(`{"classes":${JSON.stringify(classes)},"domains":${JSON.stringify(domains)},"images":[`);
  for (let from = 0; from < images.length; from += ROWS_AT_ONCE) {
    let rows = from === 0 ? '' : ',';
    const end = Math.min(from + ROWS_AT_ONCE, images.length);
    for (let i = from; i < end; i++) rows += (i > from ? ',' : '') + rowOf(images[i]!);
    hash.update(rows);
  }
  const shardRows = shards.map(({ sha256, images: count, bytes }) => [sha256, count, bytes]);
  hash.update(`],"inDistribution":${JSON.stringify(inDistribution)},"shards":${JSON.stringify(shardRows)}`);
  if (source !== undefined) hash.update(`,"source":${JSON.stringify(source)}`);
  return hash.update(`,"version":${version}}`).digest('hex');
}

/** An image as JSON, written by hand: a list per image for the serializer to walk costs three times as much. */
function rowOf({ path, sha256, bytes, shard, offset, label, domain, split, group }: DatasetImage): string {
  const name = group === null ? 'null' : JSON.stringify(group);
  return `[${JSON.stringify(path)},"${sha256}",${bytes},${shard},${offset},${label},${domain},"${split}",${name}]`;
}

/** @throws {DatasetError} what no type can say is wrong with it: indices, order, names */
export function assertManifest(manifest: DatasetManifest): void {
  for (const { path, message } of manifestFaults(manifest))
    throw new DatasetError(`The manifest of ${manifest.name} is broken at ${path.join('.')}: ${message}.`);
}

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

type Unchecked = Omit<DatasetManifest, 'version'>;

/** What a schema of single fields cannot say. At most one fault per rule: a broken manifest has thousands alike. */
function* manifestFaults(manifest: Unchecked): Generator<Fault> {
  yield* nameFaults(manifest);
  yield* imageFaults(manifest);
  yield* shardFaults(manifest);
}

function* nameFaults({ classes, domains, inDistribution, about }: Unchecked): Generator<Fault> {
  const spoken = about?.classNames?.length ?? classes.length;
  if (spoken !== classes.length) {
    const message = `Expected one name for each of the ${classes.length} classes, got ${spoken}`;
    yield { path: ['about', 'classNames'], message };
  }
  const twice = (names: readonly string[]) => {
    const seen = new Set<string>();
    return names.find((name) => seen.size === seen.add(name).size);
  };
  const [classTwice, domainTwice] = [twice(classes), twice(domains)];
  if (classTwice !== undefined) yield { path: ['classes'], message: `The class "${classTwice}" is listed twice` };
  if (domainTwice !== undefined) yield { path: ['domains'], message: `The domain "${domainTwice}" is listed twice` };
  if (inDistribution !== null && !domains.includes(inDistribution)) {
    yield {
      path: ['inDistribution'],
      message: `Expected one of the domains ${domains.join(', ')}, got "${inDistribution}"`,
    };
  }
  // Domains are subsets of a result beside `test`, `id` and `ood`: a name must not mean two things.
  const others = domains.filter((domain) => domain !== inDistribution);
  for (const [i, domain] of domains.entries()) {
    const isTaken =
      domain === 'test' ||
      (domain === 'id' && inDistribution !== 'id') ||
      (domain === 'ood' && (inDistribution === null || others.length !== 1 || others[0] !== 'ood'));
    if (isTaken) yield { path: ['domains', i], message: `The domain "${domain}" has the name of a subset` };
  }
}

function* imageFaults({ images, classes, domains }: Unchecked): Generator<Fault> {
  const label = images.findIndex((image) => image.label >= classes.length);
  if (label >= 0) {
    const got = images[label]!.label;
    yield { path: ['images', label, 'label'], message: `Expected a label below ${classes.length}, got ${got}` };
  }
  const domain = images.findIndex((image) =>
    domains.length === 0 ? image.domain !== null : image.domain === null || image.domain >= domains.length,
  );
  if (domain >= 0) {
    const expected = domains.length === 0 ? 'null, since there are no domains' : `a number below ${domains.length}`;
    yield { path: ['images', domain, 'domain'], message: `Expected ${expected}, got ${images[domain]!.domain}` };
  }
  const paths = new Set<string>();
  for (const [i, { path }] of images.entries()) {
    if (paths.has(path)) {
      yield { path: ['images', i, 'path'], message: `The path "${path}" is listed twice` };
      break;
    }
    paths.add(path);
  }
}

function* shardFaults({ images, shards, source }: Unchecked): Generator<Fault> {
  const counts = new Array<number>(shards.length).fill(0);
  for (const [i, image] of images.entries()) {
    const shard = shards[image.shard];
    const previous = images[i - 1];
    if (shard === undefined) {
      yield {
        path: ['images', i, 'shard'],
        message: `Expected a shard below ${shards.length}, got ${image.shard}`,
      };
      return;
    }
    if (image.offset + image.bytes > shard.bytes) {
      yield { path: ['images', i, 'offset'], message: `The image ends behind its shard of ${shard.bytes} bytes` };
      return;
    }
    const isInOrder =
      previous === undefined ||
      previous.shard < image.shard ||
      (previous.shard === image.shard &&
        previous.offset < image.offset &&
        previous.offset + previous.bytes <= image.offset);
    if (!isInOrder) {
      const message = 'Expected images in the order of their shards and offsets, none inside another';
      yield { path: ['images', i], message };
      return;
    }
    counts[image.shard]!++;
  }
  const loose = source === undefined ? shards.findIndex(({ key }) => key === null) : -1;
  if (loose >= 0) {
    yield { path: ['shards', loose, 'key'], message: 'Expected a key, or the source that its images lie in' };
  }
  for (const [i, { index, images: count }] of shards.entries()) {
    if (index !== i) yield { path: ['shards', i, 'index'], message: `Expected ${i}, got ${index}` };
    if (count !== counts[i]) {
      yield { path: ['shards', i, 'images'], message: `Expected ${counts[i]}, as the images say, got ${count}` };
    }
  }
}
