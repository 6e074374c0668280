/** @file A miniature written to a folder and imported, as it stands in the manifest afterwards. */
import type { DatasetManifest } from '@regatta/datasets';
import type { AddDatasetOptions, ImportedDataset } from '../../src/mod.ts';
import { project, temporaryFolder, writeTree } from '../folders.ts';
import type { Miniature, Truth } from './miniature.ts';

export interface ImportedMiniature {
  readonly folder: string;
  readonly added: ImportedDataset;
  readonly manifest: DatasetManifest;
  /** Path -> where the manifest puts it. */
  readonly found: Readonly<Record<string, Truth>>;
  /** Path -> bytes in the object store. */
  readonly stored: (path: string) => Promise<Uint8Array>;
}

export async function importMiniature(
  { files }: Pick<Miniature, 'files'>,
  options: Partial<AddDatasetOptions> = {},
): Promise<ImportedMiniature> {
  const folder = await temporaryFolder();
  await writeTree(folder, files);
  const { catalog, blobs } = await project();
  const added = await catalog.addDataset({ source: folder, name: 'mini', ...options });
  const { manifest } = await catalog.dataset('mini');
  const stored = (path: string) => {
    const { shard, offset, bytes } = manifest.images.find((image) => image.path === path)!;
    return blobs.get(manifest.shards[shard]!.key!, { offset, length: bytes });
  };
  return { folder, added, manifest, found: truthOf(manifest), stored };
}

export function truthOf({ images, classes, domains }: DatasetManifest): Record<string, Truth> {
  return Object.fromEntries(
    images.map(({ path, label, split, domain, group }) => [
      path,
      { className: classes[label]!, split, domain: domain === null ? null : domains[domain]!, group },
    ]),
  );
}
