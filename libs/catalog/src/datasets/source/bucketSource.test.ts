import { readFile } from 'node:fs/promises';
import { openBlobs } from '@regatta/blobs';
import { BUCKET, FakeS3, findVersitygw, startVersitygw } from '@regatta/blobs/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { project, temporaryFolder, writeTree } from '../../../test/folders.ts';
import { dtd } from '../../../test/miniatures/dtd.ts';
import { fgvcAircraft } from '../../../test/miniatures/fgvcAircraft.ts';
import { flowers102 } from '../../../test/miniatures/flowers102.ts';
import { hubParquet, pacs, tableOfImages } from '../../../test/miniatures/general.ts';
import { truthOf } from '../../../test/miniatures/imported.ts';
import { isic2020 } from '../../../test/miniatures/isic2020.ts';
import { patternNet, ucMerced } from '../../../test/miniatures/landUse.ts';
import type { Miniature } from '../../../test/miniatures/miniature.ts';
import { wildsFmow, wildsIwildcam, wildsRxrx1 } from '../../../test/miniatures/wilds.ts';

const MINIATURES: [string, () => Promise<Miniature>][] = [
  ['flowers102', () => flowers102()],
  ['fgvc-aircraft', () => fgvcAircraft()],
  ['dtd', () => dtd()],
  ['patternnet', () => patternNet()],
  ['ucmerced', () => ucMerced()],
  ['isic2020', () => isic2020()],
  ['wilds-fmow', () => wildsFmow()],
  ['wilds-iwildcam', () => wildsIwildcam()],
  ['wilds-rxrx1', () => wildsRxrx1()],
  ['parquet-images', () => hubParquet()],
  ['table', () => tableOfImages('csv')],
  ['domain-folders', () => pacs()],
];

/** A bucket of a small server that pages early, with these objects below a prefix. */
async function bucketOf(
  files: Miniature['files'],
): Promise<{ server: FakeS3; options: Awaited<ReturnType<FakeS3['start']>> }> {
  const server = new FakeS3({ pageKeys: 7 });
  for (const [path, content] of Object.entries(files)) server.objects.set(`my data/${path}`, Buffer.from(content));
  server.objects.set('my data 2/other.jpg', Buffer.from('of somebody else'));
  const options = await server.start();
  onTestFinished(() => server.stop());
  return { server, options };
}

describe("a bucket's prefix", () => {
  test.each(MINIATURES)('is read as %s, as a folder is', async (kind, make) => {
    const { files, truth } = await make();
    const { options } = await bucketOf(files);
    const { catalog } = await project();
    const source = `s3://${BUCKET}/my data`;
    const added = await catalog.addDataset({ source, name: 'mini', bucket: options });
    const { manifest } = await catalog.dataset('mini');
    expect(truthOf(manifest)).toEqual(truth);
    expect(manifest.kind).toBe(kind);
    const folder = await temporaryFolder();
    await writeTree(folder, files);
    const local = await catalog.addDataset({ source: folder, name: 'local' });
    expect(added.hash).toBe(local.hash);
    expect((await catalog.datasets()).map(({ source: from }) => from)).toContain(source);
  });

  test('with nothing below it says so', async () => {
    const { options } = await bucketOf({});
    const { catalog } = await project();
    await expect(catalog.addDataset({ source: `s3://${BUCKET}/empty`, bucket: options })).rejects.toThrow(
      /There is no object below s3:\/\/regatta-test\/empty\. Give the prefix that the images lie under/,
    );
    expect(await catalog.datasets()).toEqual([]);
  });

  test('whose server fails halfway leaves nothing visible', async () => {
    const { files } = await pacs();
    const { server, options } = await bucketOf(files);
    const { catalog } = await project();
    let reads = 0;
    const onProgress = ({ step }: { step: string }) => {
      if (step === 'read' && ++reads === 10) server.objects.clear();
    };
    const source = `s3://${BUCKET}/my data`;
    await expect(catalog.addDataset({ source, bucket: options, onProgress })).rejects.toThrow();
    expect(await catalog.datasets()).toEqual([]);
  });
});

test('a prefix of a real server is read as a folder is', async (context) => {
  const found = await findVersitygw();
  if ('missing' in found) return context.skip(found.missing);
  const server = await startVersitygw(found.path);
  onTestFinished(() => server.stop());
  const { files, truth } = await ucMerced();
  const blobs = await openBlobs(`s3://${server.bucket}/uc`, server.options);
  for (const [path, content] of Object.entries(files)) await blobs.put(path, Buffer.from(content));
  await blobs.close();
  const { catalog, blobs: objects } = await project();
  await catalog.addDataset({ source: `s3://${server.bucket}/uc`, name: 'uc', bucket: server.options });
  const { manifest } = await catalog.dataset('uc');
  expect(truthOf(manifest)).toEqual(truth);
  const { shard, offset, bytes, path } = manifest.images[0]!;
  const stored = await objects.get(manifest.shards[shard]!.key!, { offset, length: bytes });
  const folder = await temporaryFolder();
  await writeTree(folder, files);
  expect(Buffer.compare(stored, await readFile(`${folder}/${path}`))).toBe(0);
});
