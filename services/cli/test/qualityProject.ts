/** @file A project with a dataset of small drawings in it, and features of them as a job would have left them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { openCatalog, type Catalog, type CatalogDataset } from '@regatta/catalog';
import { buildControl, encoderRef, featureSetHash, featuresKey, type EncoderSpec } from '@regatta/encoders';
import { Random, encodeNpy } from '@regatta/tensor';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { CommandContext } from '../src/commandContext.ts';
import { readConfig } from '../src/config.ts';
import { Output } from '../src/output.ts';

export interface QualityProject {
  readonly folder: string;
  readonly blobs: Blobs;
  readonly catalog: Catalog;
  readonly context: CommandContext;
}

export async function qualityProject(): Promise<QualityProject> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-quality-'));
  const config = readConfig({ project: folder, environment: {}, flags: { threads: 2 } });
  const blobs = await openBlobs(config.storeUrl);
  const catalog = await openCatalog({ folder: config.state, blobs });
  onTestFinished(async () => {
    await blobs.close();
    await rm(folder, { recursive: true });
  });
  const stream = () => new PassThrough() as unknown as NodeJS.WriteStream;
  const output = new Output({
    stdout: stream(),
    stderr: stream(),
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    isJson: false,
    isVerbose: false,
  });
  const { signal } = new AbortController();
  return { folder, blobs, catalog, context: { config, output, environment: {}, signal } };
}

/** Ellipses that no other seed has, as a JPEG. */
export async function drawing(seed: string): Promise<Uint8Array> {
  const random = new Random(seed);
  const pick = (to: number) => random.integer(to);
  const colour = () => `rgb(${pick(256)},${pick(256)},${pick(256)})`;
  const shapes = Array.from(
    { length: 16 },
    () =>
      `<ellipse cx="${pick(96)}" cy="${pick(72)}" rx="${3 + pick(20)}" ry="${3 + pick(16)}" fill="${colour()}" opacity="0.9"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="72"><rect width="96" height="72" fill="${colour()}"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}

/** Imports files by their paths, `<class>/*` or `train|test/<class>/*`. */
export async function importFiles(
  { folder, catalog }: QualityProject,
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<CatalogDataset> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name, path)), { recursive: true });
    await writeFile(join(folder, name, path), bytes);
  }
  await catalog.addDataset({ source: join(folder, name), name });
  return catalog.dataset(name);
}

/** Stores features of every image under a pretrained encoder of this name. @param featureOf of an image, by its path */
export async function storeFeatures(
  blobs: Blobs,
  { manifest }: CatalogDataset,
  { encoder, featureOf }: { encoder: string; featureOf: (path: string) => Float32Array },
): Promise<void> {
  const spec: EncoderSpec = { ...buildControl('hog').spec, name: encoder, role: 'pretrained' };
  const ref = encoderRef(spec);
  await blobs.put(`encoders/${ref.hash}.json`, new TextEncoder().encode(JSON.stringify(spec)));
  for (const { index, sha256 } of manifest.shards) {
    const rows = manifest.images.filter(({ shard }) => shard === index).map(({ path }) => featureOf(path));
    const data = new Float32Array(rows.flatMap((row) => [...row]));
    const key = featuresKey(featureSetHash(ref, 'cpu'), sha256);
    await blobs.put(key, encodeNpy({ dtype: 'float32', shape: [rows.length, rows[0]!.length], data }));
  }
}
