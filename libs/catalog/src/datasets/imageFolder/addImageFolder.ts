/**
 * @file A folder of labelled images becomes a dataset: walk, recognise the layout, read and hash, store shards, and
 * last of all the manifest, so that a half import is never seen. Every file that does not get in is named with a reason.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatasetManifest } from '@regatta/datasets';
import type { CatalogDataset } from '../catalogDataset.ts';
import type { DatasetEntry } from '../datasetEntry.ts';
import { EMOJI_DRIFT, checkDatasetName, datasetNameOf } from '../datasetName.ts';
import type { ImportParts } from '../importParts.ts';
import type { ImportOptions, ImportedDataset, RejectedFile } from '../imported.ts';
import { storeManifest } from '../storeManifest.ts';
import { storeShards, type StoredShards } from '../storeShards.ts';
import { describeImages } from './describeImages.ts';
import { ImportMemory } from './importMemory.ts';
import type { LabelledImage } from './labelledImage.ts';
import { readFiles } from './readFiles.ts';
import { recogniseLayout, type PlacedFile } from './recogniseLayout.ts';
import { walkFolder } from './walkFolder.ts';

export interface ImageFolderOptions extends ImportOptions {
  readonly folder: string;
  /** @default the folder's own name, with a number behind it where another folder has that name */
  readonly name?: string | undefined;
}

export async function addImageFolder(
  { folder, name: givenName, onProgress, signal }: ImageFolderOptions,
  { blobs, folder: projectFolder, section }: ImportParts,
): Promise<{ imported: ImportedDataset; dataset: CatalogDataset }> {
  if (givenName !== undefined) checkDatasetName(givenName);
  const walked = await walkFolder(folder, { onProgress, signal });
  const layout = recogniseLayout(walked.files, walked.root);
  const memory = await ImportMemory.open(projectFolder, walked.root);
  const { images, unusable } = await readImages(walked.root, layout.files, { memory, onProgress, signal });
  const rejected = [...walked.rejected, ...layout.rejected, ...unusable];
  const { notes, ...description } = describeImages(images, layout.files, walked.root);
  const source = walked.root;
  for (;;) {
    const chosen = chooseName(await section.entries(), { givenName, source });
    const stored = await storeShards(images, { blobs, name: chosen.name, memory, onProgress, signal });
    const manifest = manifestOf({ name: chosen.name, images, stored, ...description });
    const { dataset, isNew } = await storeManifest(blobs, manifest);
    const { ref, summary } = dataset;
    const mayReplace = (before: DatasetEntry) => givenName !== undefined || before.source === source;
    const isOurs = await section.set(ref.name, { hash: ref.hash, kind: 'image-folder', source }, mayReplace);
    // An import of another folder that is called alike was faster: another name is free.
    if (!isOurs) continue;
    await memory.save(rejected);
    const imported = { ...ref, summary, isNew, notes: [...layout.notes, ...notes, ...chosen.notes], rejected };
    return { imported, dataset };
  }
}

function manifestOf(input: {
  name: string;
  images: readonly LabelledImage[];
  stored: StoredShards;
  classes: readonly string[];
  groups: readonly (string | null)[];
}): DatasetManifest {
  const { name, images, stored, classes, groups } = input;
  const labels = new Map(classes.map((className, label) => [className, label]));
  return {
    version: 1,
    name,
    kind: 'image-folder',
    classes: [...classes],
    domains: [],
    inDistribution: null,
    license: 'not stated',
    images: stored.placed.map(({ image, shard, offset }) => {
      const { path, sha256, bytes, className, split } = images[image]!;
      const label = labels.get(className)!;
      return { path, sha256, bytes, shard, offset, label, domain: null, split, group: groups[image]! };
    }),
    shards: [...stored.shards],
  };
}

async function readImages(
  root: string,
  files: readonly PlacedFile[],
  options: ImportOptions & { memory: ImportMemory },
): Promise<{ images: LabelledImage[]; unusable: RejectedFile[] }> {
  const read = await readFiles(
    root,
    files.map(({ path }) => path),
    options,
  );
  const images: LabelledImage[] = [];
  const unusable: RejectedFile[] = [];
  for (const [i, { bytes, content }] of read.entries()) {
    const file = files[i]!;
    if ('reason' in content) unusable.push({ path: file.path, reason: content.reason });
    else images.push({ ...file, ...content, bytes, read: () => readFile(join(root, file.path)) });
  }
  return { images, unusable };
}

/**
 * A name stands for one source. A given name is the person's own business; one made from the folder's name must not
 * take away that of another folder which is called alike.
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
