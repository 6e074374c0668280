/**
 * @file Labelled images become a dataset: list the files, recognise their layout, read and hash, store shards, and last of
 * all the manifest, so that a half import is never seen. Every file that does not get in is named with a reason.
 */
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSource, type BlobsOptions } from '@regatta/blobs';
import type { DatasetAbout, DatasetManifest } from '@regatta/datasets';
import { CatalogError } from '../errors.ts';
import type { CatalogDataset } from './catalogDataset.ts';
import type { DatasetEntry } from './datasetEntry.ts';
import { EMOJI_DRIFT, checkDatasetName, datasetNameOf } from './datasetName.ts';
import { describeImages, type Description } from './describeImages.ts';
import { ImportMemory } from './imageFolder/importMemory.ts';
import { readFiles } from './imageFolder/readFiles.ts';
import type { ImportParts } from './importParts.ts';
import type { ImportOptions, ImportedDataset, RejectedFile } from './imported.ts';
import type { LabelledImage } from './labelledImage.ts';
import type { Choices, Layout } from './layouts/layout.ts';
import { recognise } from './layouts/recognise.ts';
import { bucketSource } from './source/bucketSource.ts';
import type { FileSource } from './source/fileSource.ts';
import { folderSource } from './source/folderSource.ts';
import { readSource } from './source/readSource.ts';
import { referShards } from './referShards.ts';
import { storeManifest } from './storeManifest.ts';
import { storeShards, type StoredShards } from './storeShards.ts';

export interface AddDatasetOptions extends ImportOptions {
  /** A folder, or the prefix of a bucket as `s3://bucket/prefix`. */
  readonly source: string;
  /** @default the last name of the source, with a number behind it where another source has that name */
  readonly name?: string | undefined;
  /** Name of the layout to take, instead of the one that is recognised. */
  readonly layout?: string | undefined;
  /** Decisions that the layout leaves open, for example `partition` of DTD. */
  readonly choices?: Choices | undefined;
  /**
   * Copies no image: workers read each from where it lies, and stop where one has changed. They must all reach the
   * source by the same address, and with their own credentials.
   * @default false
   */
  readonly reference?: boolean | undefined;
  /** How a bucket is reached. @default the environment's AWS settings */
  readonly bucket?: BlobsOptions | undefined;
}

export async function addDataset(
  options: AddDatasetOptions,
  parts: ImportParts,
): Promise<{ imported: ImportedDataset; dataset: CatalogDataset }> {
  if (options.name !== undefined) checkDatasetName(options.name);
  if (!options.source.startsWith('s3://')) return addFrom(await folderSource(options.source, options), options, parts);
  const blobs = await openSource(options.source, options.bucket);
  try {
    return await addFrom(await bucketSource(blobs, options), options, parts);
  } finally {
    await blobs.close();
  }
}

async function addFrom(
  source: FileSource,
  { name: givenName, layout: wanted, choices, reference, onProgress, signal }: AddDatasetOptions,
  { blobs, folder: projectFolder, section }: ImportParts,
): Promise<{ imported: ImportedDataset; dataset: CatalogDataset }> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'regatta-import-'));
  const { kind, layout } = await recognise(source, { layout: wanted, choices, scratch: scratch.path });
  const address = reference === true ? addressOf(source, layout) : undefined;
  const memory = await ImportMemory.open(projectFolder, source.root);
  const { images, unusable } = await readImages(source, layout, { memory, onProgress, signal });
  const rejected = [...source.rejected, ...layout.rejected, ...unusable];
  const description = describeImages(images, layout, source.root);
  for (;;) {
    const chosen = chooseName(await section.entries(), { givenName, source: source.root });
    const stored =
      address === undefined
        ? await storeShards(images, { blobs, name: chosen.name, memory, onProgress, signal })
        : referShards(images);
    const manifest = manifestOf({ name: chosen.name, kind, images, stored, layout, description, address });
    const { dataset, isNew } = await storeManifest(blobs, manifest);
    const { ref, summary } = dataset;
    const mayReplace = (before: DatasetEntry) => givenName !== undefined || before.source === source.root;
    const isOurs = await section.set(
      ref.name,
      { hash: ref.hash, kind, source: source.root, store: blobs.url },
      mayReplace,
    );
    // An import of another source that is called alike was faster: another name is free.
    if (!isOurs) continue;
    await memory.save(rejected);
    const notes = [...layout.notes, ...description.notes, ...chosen.notes];
    return { imported: { ...ref, summary, isNew, notes, rejected }, dataset };
  }
}

function manifestOf(input: {
  name: string;
  kind: string;
  images: readonly LabelledImage[];
  stored: StoredShards;
  layout: Layout;
  description: Description;
  /** Where images are read that were not copied. */
  address: string | undefined;
}): DatasetManifest {
  const { name, kind, images, stored, layout, description, address } = input;
  const { classes, groups } = description;
  const labels = new Map(classes.map((className, label) => [className, label]));
  const domains = new Map(description.domains.map((domain, number) => [domain, number]));
  const about = aboutOf(layout, classes);
  return {
    version: 1,
    name,
    kind,
    classes: [...classes],
    domains: [...description.domains],
    inDistribution: layout.inDistribution,
    license: layout.license ?? 'not stated',
    ...(layout.homepage === null ? {} : { homepage: layout.homepage }),
    ...(address === undefined ? {} : { source: address }),
    images: stored.placed.map(({ image, shard, offset }) => {
      const { path, sha256, bytes, className, split, domain: domainName } = images[image]!;
      const label = labels.get(className)!;
      const domain = domainName === null ? null : domains.get(domainName)!;
      return { path, sha256, bytes, shard, offset, label, domain, split, group: groups[image]! };
    }),
    shards: [...stored.shards],
    ...(layout.setAside.length === 0 ? {} : { setAside: layout.setAside.length }),
    ...(about === null ? {} : { about }),
  };
}

/** What workers read images by that are not copied. @throws {CatalogError} the images are no files of their own. */
function addressOf({ root, folder }: FileSource, { source, files }: Layout): string {
  if (source === undefined) return folder === null ? root : pathToFileURL(folder).href;
  throw new CatalogError(
    `The images of ${root} lie inside other files (${files[0]!.path}), and cannot be read by reference. Add them without --reference: they are copied then.`,
  );
}

/** What the layout knows of the dataset; null for nothing. */
function aboutOf({ about, classes: titles }: Layout, classes: readonly string[]): DatasetAbout | null {
  const titleOf = new Map(titles?.map(({ name, title }) => [name, title]));
  const classNames = classes.map((name) => titleOf.get(name) ?? name);
  const isNews = classNames.some((title, i) => title !== classes[i]);
  const all: DatasetAbout = { ...about, ...(isNews ? { classNames } : {}) };
  return Object.keys(all).length === 0 ? null : all;
}

async function readImages(
  found: FileSource,
  { files, source = found }: Layout,
  { memory, onProgress, signal }: ImportOptions & { memory: ImportMemory },
): Promise<{ images: LabelledImage[]; unusable: RejectedFile[] }> {
  const paths = files.map(({ path }) => path);
  const { folder } = source;
  const read =
    folder === null
      ? await readSource(source, paths, { memory, onProgress, signal })
      : await readFiles(folder, paths, { memory, onProgress, signal });
  const images: LabelledImage[] = [];
  const unusable: RejectedFile[] = [];
  for (const [i, { bytes, content }] of read.entries()) {
    const file = files[i]!;
    const { path } = file;
    if ('reason' in content) {
      unusable.push({ path, reason: content.reason });
      continue;
    }
    const full = folder === null ? undefined : join(folder, path);
    const readAgain = () => (full === undefined ? source.read(path) : readFile(full));
    images.push({ ...file, ...content, bytes, file: full, read: readAgain });
  }
  return { images, unusable };
}

/**
 * A name stands for one source. A given name is the person's own business; one made from the source's name must not
 * take away that of another source which is called alike.
 */
function chooseName(
  entries: ReadonlyMap<string, DatasetEntry>,
  { givenName, source }: { givenName: string | undefined; source: string },
): { name: string; notes: string[] } {
  const other = (name: string) => {
    const entry = entries.get(name);
    return entry === undefined || entry.source === source ? null : entry;
  };
  if (givenName !== undefined) {
    const before = other(givenName);
    const notes = before === null ? [] : [`The name ${givenName} stood for the images of ${before.source} until now.`];
    return { name: givenName, notes };
  }
  const wanted = datasetNameOf(basename(source));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (name === EMOJI_DRIFT || other(name) !== null) continue;
    if (number === 1) return { name, notes: [] };
    const owner = other(wanted)?.source ?? 'the packages of the demo';
    return { name, notes: [`The dataset is called ${name}: ${wanted} is made from ${owner}.`] };
  }
}
