/** @file What is wrong with a source, and what an import says of it. */
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { images, png, project, temporaryFolder, writeTree } from '../../../test/folders.ts';
import { dtd } from '../../../test/miniatures/dtd.ts';
import { fgvcAircraft } from '../../../test/miniatures/fgvcAircraft.ts';
import { flowers102 } from '../../../test/miniatures/flowers102.ts';
import { hubParquet, pacs, tableOfImages } from '../../../test/miniatures/general.ts';
import { importMiniature } from '../../../test/miniatures/imported.ts';
import { isic2020 } from '../../../test/miniatures/isic2020.ts';
import type { Miniature } from '../../../test/miniatures/miniature.ts';
import { wildsFmow, wildsIwildcam } from '../../../test/miniatures/wilds.ts';
import { CatalogError } from '../../errors.ts';
import type { AddDatasetOptions } from '../../mod.ts';

/** The miniature without the files that the pattern fits, and with others. */
function changed(
  { files }: Miniature,
  without: RegExp | null,
  more: Miniature['files'] = {},
): Pick<Miniature, 'files'> {
  const kept = Object.entries(files).filter(([path]) => without?.test(path) !== true);
  return { files: { ...Object.fromEntries(kept), ...more } };
}

async function failure(miniature: Pick<Miniature, 'files'>, options: Partial<AddDatasetOptions> = {}): Promise<string> {
  const error: unknown = await importMiniature(miniature, options).then(
    () => new Error('was imported'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CatalogError);
  return (error as CatalogError).message;
}

describe('a label file that is missing is named, with what it is for:', () => {
  test.each<[string, () => Promise<Miniature>, RegExp, RegExp]>([
    [
      'labels of flowers',
      () => flowers102(),
      /imagelabels\.mat$/,
      /flowers-102\/imagelabels\.mat is missing in .*: it holds the class/,
    ],
    [
      'splits of flowers',
      () => flowers102(),
      /setid\.mat$/,
      /flowers-102\/setid\.mat is missing in .*: it holds the official splits/,
    ],
    ['both of flowers', () => flowers102(), /\.mat$/, /imagelabels\.mat is missing/],
    [
      'variants',
      () => fgvcAircraft(),
      /\/variants\.txt$/,
      /data\/variants\.txt is missing in .*: it lists the classes/,
    ],
    [
      'a side of aircraft',
      () => fgvcAircraft(),
      /variant_val\.txt$/,
      /images_variant_val\.txt is missing .*the val split/,
    ],
    ['a side of textures', () => dtd(), /val1\.txt$/, /labels\/val1\.txt is missing .*val images of official split 1/],
    ['diagnoses', () => isic2020(), /GroundTruth\.csv$/, /ISIC_2020_Training_GroundTruth\.csv is missing/],
    ['regions', () => wildsFmow(), /country_code_mapping/, /country_code_mapping\.csv is missing .*says which region/],
  ])('%s', async (_, make, without, expected) => {
    expect(await failure(changed(await make(), without))).toMatch(expected);
  });
});

describe('labels and images that do not meet', () => {
  test('are left out, counted and named, and the rest is taken', async () => {
    const miniature = await flowers102();
    const extra = { 'flowers-102/jpg/image_09999.jpg': await png(3000) };
    const { added, found } = await importMiniature(changed(miniature, /image_0000[12]\.jpg$/, extra));
    expect(Object.keys(found)).toHaveLength(Object.keys(miniature.truth).length - 2);
    expect(added.notes).toContain(
      '2 labels of setid.mat without an image (flowers-102/jpg/image_00002.jpg, flowers-102/jpg/image_00001.jpg): left out.',
    );
    expect(added.notes).toContain('1 image without a label in setid.mat (flowers-102/jpg/image_09999.jpg): left out.');
    expect(added.rejected).toEqual([
      { path: 'flowers-102/jpg/image_00002.jpg', reason: 'has a label in setid.mat, but there is no such file' },
      { path: 'flowers-102/jpg/image_00001.jpg', reason: 'has a label in setid.mat, but there is no such file' },
      { path: 'flowers-102/jpg/image_09999.jpg', reason: 'has no label in setid.mat' },
    ]);
  });

  test('at all are refused, with an example of each', async () => {
    const message = await failure(changed(await wildsIwildcam(), /\.jpg$/));
    expect(message).toMatch(
      /^None of the 54 images that metadata\.csv names is in .*: expected for example iwildcam_v2\.0\/train\/9.*\.jpg, got no image at all/,
    );
  });

  test('because of case alone are joined, where no other image could be meant', async () => {
    const { files, truth } = await tableOfImages('csv');
    const table = String(files['labels.csv']).replaceAll('.png', '.PNG');
    const { found, added } = await importMiniature({ files: { ...files, 'labels.csv': table } });
    expect(found).toEqual(truth);
    expect(added.notes.join('\n')).toMatch(/^36 images found by a name in other case \(bilder/m);
  });

  test('since they lie elsewhere are named', async () => {
    const { added } = await importMiniature(changed(await dtd(), null, { 'dtd/dtd/extra/x.jpg': await png(2000) }));
    expect(added.rejected.filter(({ path }) => !path.endsWith('.directory'))).toEqual([
      { path: 'dtd/dtd/extra/x.jpg', reason: 'lies where this layout has no images' },
    ]);
  });

  test('of the public part of a challenge leave its test images out', async () => {
    const { added } = await importMiniature(
      changed(await isic2020(), null, { 'test/ISIC_0052060.jpg': await png(2000) }),
    );
    expect(added.rejected).toEqual([
      { path: 'test/ISIC_0052060.jpg', reason: 'a test image of the challenge, whose labels are not public' },
    ]);
    expect(added.notes).toContain('1 test image of the challenge without a public label: left out.');
  });
});

describe('a table', () => {
  const withTable = async (name: string, content: string | Uint8Array) => ({
    files: { ...(await pictures()), [name]: content },
  });
  const pictures = async () =>
    Object.fromEntries(
      await Promise.all(['a.png', 'b.png', 'B.png'].map(async (path, i) => [path, await png(i)] as const)),
    );

  test.each<[string, string, string, RegExp]>([
    [
      'two labels for one image',
      'l.csv',
      'path,label\na.png,x\na.png,y\n',
      /l\.csv of .* names a\.png twice, as x and as y/,
    ],
    [
      'an unknown split',
      'l.csv',
      'path,label,split\na.png,x,dev\n',
      /Expected train, val, test or nothing as split in row 1 of l\.csv .*, got "dev"/,
    ],
    [
      'no label',
      'l.csv',
      'path,label\na.png,x\nb.png,\n',
      /Expected a path and a label in row 2 of l\.csv .*, got "b\.png" and ""/,
    ],
    [
      'a domain for some',
      'l.csv',
      'path,label,domain\na.png,x,here\nb.png,y,\n',
      /Expected a domain for every image or for none in .*, got none for b\.png/,
    ],
    [
      'a domain with the name of a subset',
      'l.csv',
      'path,label,domain\na.png,x,test\nb.png,y,here\n',
      /A domain of .* is called "test"/,
    ],
    ['an open quote', 'l.csv', 'path,label\n"a.png,x\n', /A quote in row 2 of l\.csv is never closed/],
    ['broken JSON', 'l.jsonl', '{"path":"a.png","label":"x"}\n{"path":\n', /Expected JSON in line 2 of l\.jsonl/],
    ['broken Parquet', 'l.parquet', 'PAR1, and then nothing', /The Parquet file l\.parquet of .* is cut off, broken/],
  ])('with %s is refused', async (_, name, content, expected) => {
    expect(await failure(await withTable(name, content))).toMatch(expected);
  });

  test('takes images whose names differ only in case apart, and says what other systems make of it', async () => {
    const { found, added } = await importMiniature(
      await withTable('l.csv', 'path,label\na.png,x\nb.png,x\nB.png,y\n'),
      {},
    );
    expect(found).toMatchObject({ 'b.png': { className: 'x' }, 'B.png': { className: 'y' } });
    expect(added.notes.join('\n')).toMatch(/Names that differ only in case, once \([bB]\.png and [bB]\.png\)/);
  });
});

describe('what is asked for', () => {
  test('and does not exist is answered with what does', async () => {
    const mini = await dtd();
    expect(await failure(mini, { layout: 'dtt' })).toMatch(/There is no layout "dtt"\. Did you mean "dtd"\?/);
    expect(await failure(mini, { choices: { part: '3' } })).toBe(
      'The layout dtd has no choice "part". It has partition.',
    );
    expect(await failure(mini, { choices: { partition: '11' } })).toMatch(
      /^Expected 1, 2, .*, 10 for partition .*, got "11"/,
    );
    expect(await failure(await pacs(), { choices: { 'in-distribution': 'photos' } })).toMatch(
      /Expected one of the domains art_painting, cartoon, photo, sketch, all or auto for in-distribution, got photos/,
    );
    expect(await failure(mini, { layout: 'table' })).toMatch(
      /Expected a \.csv, \.jsonl or \.parquet file with columns path and label/,
    );
  });

  test('is taken, whatever the files look like', async () => {
    const { manifest, added } = await importMiniature(await pacs(), { layout: 'image-folder', choices: {} }).catch(
      (error: unknown) => ({ manifest: null, added: { notes: [String(error)] } }),
    );
    // One folder at the top holds everything, so there is no second class.
    expect(manifest).toBeNull();
    expect(added.notes[0]).toMatch(/Expected at least two classes .*, got one .*: PACS\//);
    const all = await importMiniature(await pacs(), { choices: { 'in-distribution': 'all' } });
    expect(all.manifest.inDistribution).toBeNull();
  });
});

describe('files that could be read in two ways', () => {
  test('are read in one, and the answer says which other there is and how to have it', async () => {
    const mini = await dtd();
    const list = Object.keys(mini.truth).map((path) => `${path},x${path.length % 2}\n`);
    const { manifest, added } = await importMiniature(
      changed(mini, null, { 'all.csv': `path,label\n${list.join('')}` }),
    );
    expect(manifest.kind).toBe('dtd');
    expect(added.notes).toContain(
      'It also looks like a table of images (all.csv has the columns path, label): `--layout table` takes it so.',
    );
  });

  test('are taken for classes when folders of the same names lie in folders of no known domain', async () => {
    const folder = await temporaryFolder();
    await writeTree(folder, images(['monday/cat', 'monday/dog', 'friday/cat', 'friday/dog'], 3));
    const { catalog } = await project();
    const byClass = await catalog.addDataset({ source: folder });
    expect(byClass.summary.classes.map(({ name }) => name)).toEqual(['friday', 'monday']);
    expect(byClass.notes.join('\n')).toMatch(
      /All of friday, monday hold folders of the same names \(cat, dog\): .*`--layout domain-folders`/,
    );
    const byDomain = await catalog.addDataset({ source: folder, layout: 'domain-folders' });
    expect(byDomain.summary.classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
  });
});

test('a class that only other domains show is never learned, and named', async () => {
  const { files } = await pacs();
  const { added } = await importMiniature({
    files: { ...files, 'PACS/kfold/sketch/horse/pic_001.png': await png(2000) },
  });
  expect(added.notes).toContain('Only test images in horse: never learned, always wrong.');
});

test('a class with fewer images than the smallest budget is taken, and named', async () => {
  const { added } = await importMiniature(await patternOf({ cat: 12, dog: 3 }));
  expect(added.notes).toContain('Fewer than 10 images to learn from in dog (3): every budget gives what there is.');
});

test('an import of images inside Parquet that is stopped leaves nothing visible and nothing behind', async () => {
  const { files } = await hubParquet();
  const folder = await temporaryFolder();
  await writeTree(folder, files);
  const { catalog } = await project();
  const stop = new AbortController();
  const scratch = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('regatta-import-'));
  const before = new Set(await scratch());
  const onProgress = ({ step, done }: { step: string; done: number }) => {
    if (step === 'read' && done === 5) stop.abort();
  };
  await expect(catalog.addDataset({ source: folder, onProgress, signal: stop.signal })).rejects.toThrow(/abort/);
  expect(await catalog.datasets()).toEqual([]);
  expect((await scratch()).filter((name) => !before.has(name))).toEqual([]);
});

async function patternOf(counts: Readonly<Record<string, number>>): Promise<Pick<Miniature, 'files'>> {
  const files: Record<string, Uint8Array> = {};
  let number = 0;
  for (const [name, count] of Object.entries(counts))
    for (let i = 0; i < count; i++) files[`${name}/${i}.png`] = await png(number++);
  return { files };
}
