import { existsSync, writeFileSync } from 'node:fs';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countingBlobs, images, png, project, temporaryFolder, writeTree } from '../../test/folders.ts';
import { CatalogError, UnknownNameError } from '../errors.ts';
import { openCatalog, type ImportProgress } from '../mod.ts';

const CLOTHING = join(import.meta.dirname, '../../../../../shared/data/clothing');

describe('a folder of images', () => {
  test('becomes a dataset whose bytes are found by its manifest', async () => {
    const { catalog, blobs } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 12));
    const added = await catalog.addDataset({ source: folder, name: 'pets' });
    expect(added).toMatchObject({ name: 'pets', isNew: true, rejected: [] });
    expect(added.notes).toEqual(['Read as <class>/*: no folder at the top is named train, val or test.']);

    const { ref, manifest, splitter, summary } = await catalog.dataset('pets');
    expect(ref).toEqual({ name: 'pets', hash: added.hash });
    expect(splitter.hash).toBe(added.hash);
    expect(summary).toEqual(added.summary);
    expect(summary).toMatchObject({ images: 24, shards: 1, kind: 'image-folder' });
    expect(manifest.classes).toEqual(['cat', 'dog']);
    for (const { path, offset, bytes, shard, label } of manifest.images) {
      const stored = await blobs.get(manifest.shards[shard]!.key!, { offset, length: bytes });
      expect(Buffer.compare(stored, await readFile(join(folder, path)))).toBe(0);
      expect(manifest.classes[label]).toBe(path.split('/')[0]);
    }
  });

  test('is listed, and found by a catalog that is opened later', async () => {
    const { catalog, folder: projectFolder, blobs } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 3));
    const { hash } = await catalog.addDataset({ source: folder, name: 'pets' });
    const later = await openCatalog({ folder: projectFolder, blobs });
    expect(await later.datasets()).toEqual([
      { name: 'pets', hash, kind: 'image-folder', source: folder, store: blobs.url },
    ]);
    expect((await later.dataset('pets')).summary.images).toBe(6);
    const unknown = later.dataset('pet');
    await expect(unknown).rejects.toThrow('There is no dataset "pet". Did you mean "pets"?');
    await expect(unknown).rejects.toBeInstanceOf(UnknownNameError);
    await expect(unknown).rejects.toMatchObject({ known: ['pets'] });
  });

  test('is not read a second time', async () => {
    const { catalog, folder: projectFolder, blobs } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 5));
    const first = await catalog.addDataset({ source: folder });
    // What the memory says of a file is believed: nobody looked into the file again.
    const [memory] = await readdir(join(projectFolder, 'imports'));
    const path = join(projectFolder, 'imports', memory!);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/(\["cat\/0\.png",[^"]*)"[^\]]*\]/, '$1"remembered"]'));
    const second = await catalog.addDataset({ source: folder });
    expect(second.rejected).toEqual([{ path: 'cat/0.png', reason: 'remembered' }]);

    await writeFile(path, text);
    const { blobs: counting, puts } = countingBlobs(blobs);
    const third = await (await openCatalog({ folder: projectFolder, blobs: counting })).addDataset({ source: folder });
    expect(third).toEqual({ ...first, isNew: false });
    expect(puts.filter((key) => key.endsWith('.tar'))).toEqual([]);
  });

  test('is read again where it changed: by size, by time, or when its memory is broken', async () => {
    const { catalog, folder: projectFolder } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 5));
    const first = await catalog.addDataset({ source: folder });
    await writeTree(folder, { 'cat/0.png': 99 });
    const second = await catalog.addDataset({ source: folder });
    expect(second.isNew).toBe(true);
    expect(second.hash).not.toBe(first.hash);
    await writeTree(folder, { 'cat/0.png': 0 });
    const [memory] = await readdir(join(projectFolder, 'imports'));
    await writeFile(join(projectFolder, 'imports', memory!), '{"version":2,"fi');
    expect((await catalog.addDataset({ source: folder })).hash).toBe(first.hash);
  });

  test('of one more photo writes one shard, and leaves the others', async () => {
    const { folder: projectFolder, blobs } = await project();
    const { blobs: counting, puts } = countingBlobs(blobs);
    const catalog = await openCatalog({ folder: projectFolder, blobs: counting });
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog', 'cow'], 200));
    const before = await catalog.addDataset({ source: folder, name: 'pets' });
    expect(before.summary.shards).toBeGreaterThan(2);
    puts.length = 0;
    await writeTree(folder, { 'cat/new.png': 5000 });
    await catalog.addDataset({ source: folder, name: 'pets' });
    expect(puts.filter((key) => key.endsWith('.tar'))).toHaveLength(1);
  });

  test('that was only renamed and moved keeps its shards', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 5));
    const shardsOf = async () => (await catalog.dataset('pets')).manifest.shards;
    await catalog.addDataset({ source: folder, name: 'pets' });
    const before = await shardsOf();
    await rename(join(folder, 'dog'), join(folder, 'hound'));
    const { isNew } = await catalog.addDataset({ source: folder, name: 'pets' });
    expect(isNew).toBe(true);
    expect(await shardsOf()).toEqual(before);
  });

  test('names every file that is no image, and takes the rest', async () => {
    const { catalog, folder: projectFolder } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, {
      ...images(['cat', 'dog'], 4),
      'cat/empty.jpg': '',
      'cat/page.jpg': '<!DOCTYPE html><html>not found</html>',
      'cat/.hidden.jpg': 'x',
      'dog/notes.txt': 'a note',
      'README.md': 'about',
    });
    const { rejected, summary } = await catalog.addDataset({ source: folder });
    expect(summary.images).toBe(8);
    const reasons = Object.fromEntries(rejected.map(({ path, reason }) => [path, reason]));
    expect(reasons).toEqual({
      'cat/.hidden.jpg': 'hidden, or left behind by a file manager',
      'README.md': 'lies beside the class folders, in none of them',
      'cat/empty.jpg': 'The file is empty.',
      'cat/page.jpg': expect.stringMatching(/got markup: HTML/),
      'dog/notes.txt': expect.stringMatching(/got other content/),
    });
    const [memory] = await readdir(join(projectFolder, 'imports'));
    const [line] = (await readFile(join(projectFolder, 'imports', memory!), 'utf8')).split('\n');
    expect(JSON.parse(line!)).toMatchObject({ rejected });
  });

  test('keeps its official split', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, {
      ...images(['train/cat', 'train/dog'], 4),
      ...images(['validation/cat', 'validation/dog'], 2, { from: 100 }),
      ...images(['test/cat', 'test/dog', 'test/cow'], 3, { from: 200 }),
    });
    const { summary, notes } = await catalog.addDataset({ source: folder });
    expect(summary.splits).toEqual({ train: 8, val: 4, test: 9, none: 0 });
    expect(notes).toContain('Only test images in cow: never learned, always wrong.');
  });

  test('says what is odd: single images, copies, contradicting labels, leaks', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, {
      ...images(['train/cat', 'train/dog'], 3),
      'train/cow/only.png': 50,
      'train/dog/same.png': 0,
      'test/cat/leaked.png': 1,
      'test/cat/other.png': 60,
      'train/pig/text.png': 'no image',
    });
    const { notes, summary } = await catalog.addDataset({ source: folder, name: 'odd' });
    expect(notes.slice(1)).toEqual([
      'No image could be taken from pig: no such class.',
      'One image only in cow: it cannot both train and test.',
      'Fewer than 10 images to learn from in cat (3), dog (4): every budget gives what there is.',
      '2 images have the bytes of another (test/cat/leaked.png and train/cat/1.png): never on two sides of a split.',
      'The same bytes lie in more than one class, once (train/cat/0.png and train/dog/same.png): one label is wrong.',
      'The same bytes lie in more than one split, once (test/cat/leaked.png and train/cat/1.png): copies of test images do not train.',
    ]);
    expect(summary.duplicates).toBe(2);
    const { manifest, splitter } = await catalog.dataset('odd');
    const { train } = splitter.split({ protocol: 'few-shot', budget: 'all', draw: 0, seed: 0, holdOut: false });
    expect([...train].map((i) => manifest.images[i]!.path)).not.toContain('train/cat/1.png');
  });

  test('with classes that only case tells apart is refused', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, { ...images(['train/Cat', 'test/cat', 'train/dog'], 2) });
    await expect(catalog.addDataset({ source: folder })).rejects.toThrow(
      /The classes Cat\/ and cat\/ in .* differ only in case/,
    );
  });

  test.each<[string, Record<string, number | string>, RegExp]>([
    ['one class', images(['photos'], 3), /Expected at least two classes in .*, got one with 3 images: photos\//],
    [
      'no readable image',
      { 'a/1.jpg': 'x', 'b/1.jpg': 'y' },
      /None of the 2 files in the class folders of .* is an image/,
    ],
    ['one image a class', images(['a', 'b'], 1), /has no image to test on/],
    ['test images only', images(['test/a', 'test/b'], 3), /has no image to train on/],
  ])('with %s is refused, and no name is given', async (_, files, expected) => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, files);
    const failure = catalog.addDataset({ source: folder });
    await expect(failure).rejects.toThrow(CatalogError);
    await expect(failure).rejects.toThrow(expected);
    expect(await catalog.datasets()).toEqual([]);
  });

  test('whose import ends halfway is not visible, and is finished by the next one', async () => {
    const { folder: projectFolder, blobs, catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 5));
    const broken = countingBlobs(blobs, (key) => key.endsWith('manifest.json'));
    const failing = await openCatalog({ folder: projectFolder, blobs: broken.blobs });
    await expect(failing.addDataset({ source: folder })).rejects.toThrow(/refused/);
    expect(broken.puts).toHaveLength(1);
    expect(await catalog.datasets()).toEqual([]);
    expect(await catalog.addDataset({ source: folder })).toMatchObject({ isNew: true });
  });

  test('is left alone when the import is stopped', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 30));
    const stop = new AbortController();
    const onProgress = ({ step, done }: ImportProgress) => {
      if (step === 'read' && done >= 20) stop.abort();
    };
    await expect(catalog.addDataset({ source: folder, onProgress, signal: stop.signal })).rejects.toThrow(/abort/);
    expect(await catalog.datasets()).toEqual([]);
  });

  test('that changes while it is imported is refused', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 3));
    const replacement = await png(4711);
    const onProgress = ({ step, done, total }: ImportProgress) => {
      if (step === 'read' && done === total) writeFileSync(join(folder, 'cat/0.png'), replacement);
    };
    await expect(catalog.addDataset({ source: folder, onProgress })).rejects.toThrow(
      /cat\/0\.png changed while it was imported .* Import again when nothing writes there/,
    );
  });

  test('tells its progress, ending each step at its total', async () => {
    const { catalog } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 5));
    const last = new Map<string, ImportProgress>();
    await catalog.addDataset({ source: folder, onProgress: (progress) => last.set(progress.step, progress) });
    expect([...last.values()]).toEqual([
      { step: 'list', done: 10, total: null },
      { step: 'read', done: 10, total: 10 },
      { step: 'store', done: 1, total: 1 },
    ]);
  });

  test('gets a name of its own, whatever other folders are called', async () => {
    const { catalog } = await project();
    const top = await temporaryFolder();
    await writeTree(join(top, 'one/Été à la mer'), images(['cat', 'dog'], 3));
    await writeTree(join(top, 'two/Été à la mer'), images(['cat', 'dog'], 3, { from: 50 }));
    const first = await catalog.addDataset({ source: join(top, 'one/Été à la mer') });
    const second = await catalog.addDataset({ source: join(top, 'two/Été à la mer') });
    expect([first.name, second.name]).toEqual(['Ete-a-la-mer', 'Ete-a-la-mer-2']);
    expect(second.notes.at(-1)).toMatch(/^The dataset is called Ete-a-la-mer-2: Ete-a-la-mer is made from /);
    expect((await catalog.addDataset({ source: join(top, 'two/Été à la mer') })).name).toBe('Ete-a-la-mer-2');
    const taken = await catalog.addDataset({ source: join(top, 'two/Été à la mer'), name: 'Ete-a-la-mer' });
    expect(taken.notes.at(-1)).toMatch(/stood for the images of .*one.* until now/);
    await expect(catalog.addDataset({ source: top, name: 'no good' })).rejects.toThrow(
      /The name "no good" cannot be a dataset's/,
    );
  });

  test('gets a name of its own also when another is imported at the same moment', async () => {
    const { folder: projectFolder, blobs, catalog } = await project();
    const top = await temporaryFolder();
    const folders = ['a', 'b', 'c'].map((name) => join(top, name, 'photos'));
    for (const [i, folder] of folders.entries()) await writeTree(folder, images(['cat', 'dog'], 3, { from: i * 50 }));
    const added = await Promise.all(
      folders.map(async (folder) =>
        (await openCatalog({ folder: projectFolder, blobs })).addDataset({ source: folder }),
      ),
    );
    expect(added.map(({ name }) => name).sort()).toEqual(['photos', 'photos-2', 'photos-3']);
    for (const { name, hash } of added) expect((await catalog.dataset(name)).ref.hash).toBe(hash);
  });

  test('whose manifest was lost or changed says to add it again', async () => {
    const { catalog, folder: projectFolder, blobs } = await project();
    const folder = await temporaryFolder();
    await writeTree(folder, images(['cat', 'dog'], 3));
    const { hash } = await catalog.addDataset({ source: folder, name: 'pets' });
    const path = join(projectFolder, 'objects/datasets/pets', hash, 'manifest.json');
    const text = await readFile(path, 'utf8');
    const message = async () => {
      const later = await openCatalog({ folder: projectFolder, blobs });
      return later.dataset('pets').then(String, (error: unknown) => (error as Error).message);
    };
    await writeFile(path, text.slice(0, -9));
    expect(await message()).toMatch(/The dataset pets must be added again: .* is not JSON/);
    await writeFile(path, '{}');
    expect(await message()).toMatch(/is no manifest/);
    await writeFile(path, text.replace('"cat"', '"cow"'));
    expect(await message()).toMatch(/has other content than its name says/);
    await rm(path);
    expect(await message()).toMatch(/is not there/);
    expect(await catalog.addDataset({ source: folder, name: 'pets' })).toMatchObject({ isNew: true, hash });
  });

  test('of real photos is taken in whole', async (context) => {
    if (!existsSync(CLOTHING)) return context.skip('the photos of clothes are not on this machine');
    const { catalog } = await project();
    const { summary, rejected } = await catalog.addDataset({ source: CLOTHING });
    expect(rejected).toEqual([]);
    expect(summary.images).toBe(1026);
    expect(summary.classes).toHaveLength(10);
    expect(summary.splits).toMatchObject({ train: 600, val: 146, none: 0 });
  });
});
