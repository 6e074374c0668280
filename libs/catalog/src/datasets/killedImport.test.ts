import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBlobs } from '@regatta/blobs';
import { expect, test } from 'vitest';
import { countingBlobs, images, project, temporaryFolder, writeTree } from '../../test/folders.ts';
import { openCatalog } from '../mod.ts';
import { ImportMemory } from './imageFolder/importMemory.ts';

test('an import that is killed is not visible, and goes on where it was', async () => {
  const { folder: projectFolder, blobs } = await project();
  const folder = await temporaryFolder();
  await writeTree(folder, images(['cat', 'dog', 'cow'], 700));
  const module = new URL('../mod.ts', import.meta.url).href;
  const script = `
    import { openBlobs } from ${JSON.stringify(import.meta.resolve('@regatta/blobs'))};
    import { openCatalog } from ${JSON.stringify(module)};
    const blobs = await openBlobs(${JSON.stringify(blobs.url)});
    const catalog = await openCatalog({ folder: ${JSON.stringify(projectFolder)}, blobs });
    await catalog.addDataset({
      source: ${JSON.stringify(folder)},
      name: 'pets',
      // The fifth shard is the last: what is under way with it goes down as well.
      onProgress: ({ step, done }) => step === 'store' && done === 5 && process.kill(process.pid, 'SIGKILL'),
    });`;
  const path = join(await temporaryFolder(), 'import.mjs');
  await writeFile(path, script);
  const importing = spawn(process.execPath, [path], { stdio: 'inherit' });
  const [, signal] = (await once(importing, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');

  const left = async () => {
    const keys: string[] = [];
    for await (const { key } of blobs.list('datasets/')) keys.push(key);
    return keys;
  };
  const before = await left();
  expect(before.length).toBeGreaterThanOrEqual(5);
  expect(before.every((key) => key.endsWith('.tar'))).toBe(true);
  expect((await ImportMemory.open(projectFolder, folder)).recall('cat/0.png')).not.toBeNull();

  const { blobs: counting, puts } = countingBlobs(await openBlobs(blobs.url));
  const catalog = await openCatalog({ folder: projectFolder, blobs: counting });
  expect(await catalog.datasets()).toEqual([]);
  const { summary } = await catalog.addDataset({ source: folder, name: 'pets' });
  // Shards that were told as stored are not made again; of those under way then, nobody had heard.
  expect(puts.filter((key) => key.endsWith('.tar')).length).toBeLessThanOrEqual(summary.shards - 5);
  expect((await catalog.verifyDataset('pets')).broken).toEqual([]);
  // The same as one that was never cut off.
  await rm(join(projectFolder, 'objects'), { recursive: true });
  await rm(join(projectFolder, 'imports'), { recursive: true });
  const again = await (
    await openCatalog({ folder: projectFolder, blobs })
  ).addDataset({ source: folder, name: 'pets' });
  expect(again.hash).toBe((await catalog.dataset('pets')).ref.hash);
}, 60_000);
