/** @file An object store in a temporary folder, with small datasets and encoders in it, as imports would leave them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { DatasetManifest, datasetHash, shardImages, tarLayout, writeTar } from '@regatta/datasets';
import { type EncoderSpec, buildControl, encoderRef, type ControlName } from '@regatta/encoders';
import type { DatasetRef, EmbedPayload, EncoderRef } from '@regatta/jobs';
import { Random, sha256 } from '@regatta/tensor';

export interface SmallStore {
  readonly url: string;
  readonly blobs: Blobs;
  remove(): Promise<void>;
}

export async function openSmallStore(): Promise<SmallStore> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-executor-'));
  const url = pathToFileURL(folder).href;
  const blobs = await openBlobs(url);
  const remove = async () => {
    await blobs.close();
    await rm(folder, { recursive: true });
  };
  return { url, blobs, remove };
}

/** A JPEG of noise around a colour; other seeds, other images. */
export async function photo(seed: number, { width = 40, height = 30 } = {}): Promise<Uint8Array> {
  const random = new Random(seed);
  const colour = [random.integer(200), random.integer(200), random.integer(200)];
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]! + random.integer(56));
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}

export interface StoredDataset {
  readonly ref: DatasetRef;
  readonly manifest: DatasetManifest;
}

/** Stores a dataset of these files, in shards of at most `imagesMax`; label = position modulo 2. */
export async function storeDataset(
  blobs: Blobs,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  imagesMax = 256,
): Promise<StoredDataset> {
  const hashed = files.map((file, i) => ({ ...file, sha256: sha256(file.bytes), label: i % 2 }));
  const groups = shardImages(
    hashed.map((file) => ({ sha256: file.sha256, bytes: file.bytes.length })),
    { imagesMax },
  );
  const images: DatasetManifest['images'] = [];
  const shards: DatasetManifest['shards'] = [];
  for (const [index, group] of groups.entries()) {
    const members = group.map((position) => hashed[position]!);
    const { offsets } = tarLayout(members.map(({ bytes }) => bytes.length));
    const { bytes } = writeTar(members.map((member, i) => ({ path: `${i}.jpg`, bytes: member.bytes })));
    const key = `datasets/small/shards/${sha256(bytes)}.tar`;
    await blobs.put(key, bytes);
    shards.push({ index, sha256: sha256(bytes), key, images: members.length, bytes: bytes.length });
    for (const [i, member] of members.entries()) {
      const { path, label } = member;
      const place = { shard: index, offset: offsets[i]!, bytes: member.bytes.length };
      images.push({ path, sha256: member.sha256, ...place, label, domain: null, split: 'none', group: null });
    }
  }
  const manifest = DatasetManifest.parse({
    version: 1,
    name: 'small',
    kind: 'test',
    classes: ['even', 'odd'],
    domains: [],
    inDistribution: null,
    license: 'none',
    images,
    shards,
  });
  const ref = { name: 'small', hash: datasetHash(manifest) };
  await blobs.put(`datasets/small/${ref.hash}/manifest.json`, new TextEncoder().encode(JSON.stringify(manifest)));
  return { ref, manifest };
}

/** The same dataset with its images read from where they are; nothing of them is stored. @param source its address */
export async function referDataset(blobs: Blobs, { manifest }: StoredDataset, source: string): Promise<StoredDataset> {
  const shards = manifest.shards.map((shard) => ({ ...shard, key: null }));
  const referring = DatasetManifest.parse({ ...manifest, source, shards });
  const ref = { name: 'small', hash: datasetHash(referring) };
  await blobs.put(`datasets/small/${ref.hash}/manifest.json`, new TextEncoder().encode(JSON.stringify(referring)));
  return { ref, manifest: referring };
}

/** Stores a network with its spec. */
export async function storeEncoder(
  blobs: Blobs,
  { weights, spec }: { weights: Uint8Array; spec: EncoderSpec },
): Promise<EncoderRef> {
  const ref = encoderRef(spec);
  await blobs.put(`encoders/${ref.hash}.json`, new TextEncoder().encode(JSON.stringify(spec)));
  await blobs.put(`weights/${spec.weights}.onnx`, weights);
  return ref;
}

export const storeControl = (blobs: Blobs, name: ControlName) => storeEncoder(blobs, buildControl(name));

/** The payload that embeds one shard. */
export function embedPayload(
  encoder: EncoderRef,
  { ref, manifest }: StoredDataset,
  overrides: Partial<EmbedPayload> & { readonly index?: number } = {},
): EmbedPayload {
  const { index = 0, ...rest } = overrides;
  const { sha256: hash, images, bytes } = manifest.shards[index]!;
  const shard = { index, sha256: hash, images, bytes };
  return { version: 1, encoder, dataset: ref, shard, provider: 'cpu', unreadableShareMax: 0.5, ...rest };
}
