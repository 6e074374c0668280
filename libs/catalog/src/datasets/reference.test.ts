import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BUCKET, FakeS3 } from '@regatta/blobs/testkit';
import { images, png, project, temporaryFolder, writeTree } from '../../test/folders.ts';
import { openCatalog, type ImportProgress } from '../mod.ts';

/** A bucket with these images, which the environment names the server of. */
async function bucket(files: Readonly<Record<string, number>>): Promise<FakeS3> {
  const server = new FakeS3();
  for (const [path, number] of Object.entries(files)) server.objects.set(path, Buffer.from(await png(number)));
  const { endpoint, region, credentials } = await server.start();
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials!.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials!.secretAccessKey);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.stop();
  });
  return server;
}

describe('a dataset by reference', () => {
  test('copies no image of a folder, and is another dataset than the copied one, split in the same way', async () => {
    const { catalog, blobs } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['un chat', 'un chien'], 12));
    const copied = await catalog.addDataset({ source: folder, name: 'copied' });
    const added = await catalog.addDataset({ source: folder, name: 'pets', reference: true });
    expect(added.hash).not.toBe(copied.hash);
    const { manifest } = await catalog.dataset('pets');
    expect(manifest.source).toBe(pathToFileURL(folder).href);
    expect(manifest.shards.map(({ key }) => key)).toEqual([null]);
    const stored: string[] = [];
    for await (const { key } of blobs.list('datasets/pets/')) stored.push(key);
    expect(stored).toEqual([`datasets/pets/${added.hash}/manifest.json`]);
    const { images: alike } = (await catalog.dataset('copied')).manifest;
    expect(manifest.images.map(({ path, label }) => [path, label])).toEqual(
      alike.map(({ path, label }) => [path, label]),
    );
    expect(await catalog.addDataset({ source: folder, name: 'pets', reference: true })).toMatchObject({ isNew: false });
  });

  test('of a bucket leaves its objects where they are, and reads none of them twice', async () => {
    const files = Object.fromEntries(
      Object.entries(images(['a cat', 'a dog'], 8)).map(([path, number]) => [`my photos/${path}`, number]),
    );
    const server = await bucket(files);
    const { catalog } = await project();
    const source = `s3://${BUCKET}/my photos`;
    await catalog.addDataset({ source, name: 'pets', reference: true });
    expect((await catalog.dataset('pets')).manifest).toMatchObject({ source, shards: [{ key: null, images: 16 }] });
    expect([...server.objects.keys()].sort()).toEqual(Object.keys(files).sort());
    expect(await catalog.verifyDataset('pets')).toMatchObject({ images: 16, broken: [] });

    server.requests.length = 0;
    expect(await catalog.addDataset({ source, name: 'pets', reference: true })).toMatchObject({ isNew: false });
    expect(server.requests.filter((request) => request.startsWith('GET my'))).toEqual([]);
    server.objects.set('my photos/a cat/3.png', Buffer.from(await png(99)));
    server.objects.delete('my photos/a dog/1.png');
    const { broken } = await catalog.verifyDataset('pets');
    expect(broken.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      {
        key: 'a cat/3.png',
        images: ['a cat/3.png'],
        reason: expect.stringMatching(/`a cat\/3.png` in s3:.*my photos is not what it was/),
      },
      { key: 'a dog/1.png', images: ['a dog/1.png'], reason: 'It is not there.' },
    ]);
  });
});

describe('verifying a dataset', () => {
  test('reads all that is stored and says what is broken', async () => {
    const { catalog, folder: projectFolder } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 300));
    await catalog.addDataset({ source: folder, name: 'pets' });
    const { manifest } = await catalog.dataset('pets');
    expect(manifest.shards.length).toBeGreaterThan(2);
    const told: ImportProgress[] = [];
    const whole = await catalog.verifyDataset('pets', { onProgress: (progress) => told.push(progress) });
    const bytes = manifest.shards.reduce((sum, shard) => sum + shard.bytes, 0);
    expect(whole).toEqual({ images: 600, bytes, shards: manifest.shards.length, broken: [] });
    expect(told.at(-1)).toEqual({ step: 'verify', done: 600, total: 600 });

    const pathOf = (shard: number) => join(projectFolder, 'objects', manifest.shards[shard]!.key!);
    const damaged = manifest.images.findIndex(({ shard }) => shard === 1);
    const archive = await readFile(pathOf(1));
    archive[manifest.images[damaged]!.offset + 30]! ^= 1;
    await rm(pathOf(1));
    await writeFile(pathOf(1), archive);
    await rm(pathOf(2));
    const { broken } = await catalog.verifyDataset('pets');
    expect(broken).toEqual([
      {
        key: manifest.shards[1]!.key,
        images: [manifest.images[damaged]!.path],
        reason: expect.stringMatching(/^Expected \d+ bytes with the hash/),
      },
      {
        key: manifest.shards[2]!.key,
        images: manifest.images.filter(({ shard }) => shard === 2).map(({ path }) => path),
        reason: 'It is not there.',
      },
    ]);
    // What is missing the next import stores again.
    await rm(pathOf(1));
    await catalog.addDataset({ source: folder, name: 'pets' });
    expect((await catalog.verifyDataset('pets')).broken).toEqual([]);
  });
});

describe('a dataset in another object store than it was imported to', () => {
  test('is brought there by what is missing, and whole', async () => {
    const { catalog, folder: projectFolder } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 300));
    const { hash } = await catalog.addDataset({ source: folder, name: 'pets' });
    const server = await bucket({});
    const far = await openBlobs(`s3://${BUCKET}/regatta`);
    onTestFinished(() => far.close());
    const there = await openCatalog({ folder: projectFolder, blobs: far });
    await expect(there.dataset('pets')).rejects.toThrow(/pets must be added again/);

    // Cut off by a server that fails, nothing is visible; the next time goes on.
    server.fail(
      { status: 403, code: 'AccessDenied' },
      { matches: ({ method, key }) => method === 'PUT' && key.endsWith('manifest.json') },
    );
    await expect(there.bringDataset('pets')).rejects.toThrow(/does not allow it/);
    expect([...server.objects.keys()].filter((key) => key.endsWith('manifest.json'))).toEqual([]);
    const before = [...server.objects.keys()].filter((key) => key.endsWith('.tar')).length;
    expect(before).toBeGreaterThan(2);
    server.requests.length = 0;
    expect((await there.bringDataset('pets')).ref.hash).toBe(hash);
    expect(server.requests.filter((request) => /^PUT .*\.tar$/.test(request))).toEqual([]);
    expect((await there.verifyDataset('pets')).broken).toEqual([]);
    server.requests.length = 0;
    await there.bringDataset('pets');
    expect(server.requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
  });

  test('that is in neither store says so', async () => {
    const { catalog, folder: projectFolder } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 3));
    await catalog.addDataset({ source: folder, name: 'pets' });
    await rm(join(projectFolder, 'objects'), { recursive: true });
    const other = await openBlobs(pathToFileURL(join(await temporaryFolder(), 'objects')).href);
    const there = await openCatalog({ folder: projectFolder, blobs: other });
    await expect(there.bringDataset('pets')).rejects.toThrow(/The dataset pets must be added again: .* is not there/);
    expect(existsSync(join(projectFolder, 'objects'))).toBe(false);
    expect(await readdir(projectFolder)).toContain('catalog.json');
  });
});
