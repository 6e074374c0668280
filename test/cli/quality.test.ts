import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawing } from '../../services/cli/test/qualityProject.ts';
import { createProject, documentOf, runCli } from './runCli.ts';

test('duplicates exits with 1 over a leak, with the same facts in text, JSON and page; show knows of it', async () => {
  const cwd = await createProject();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 6; i++) files[`photos/train/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`] = await drawing(`cli ${i}`);
  for (let i = 6; i < 8; i++) files[`photos/test/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`] = await drawing(`cli ${i}`);
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), bytes);
  }
  const regatta = (...args: string[]) => runCli(args, { cwd });
  expect((await regatta('datasets', 'add', './photos')).code).toBe(0);
  expect(await regatta('datasets', 'duplicates', 'photos')).toMatchObject({ code: 0 });

  const copy = await sharp(files['photos/train/cat/2.jpg']).resize(60).webp({ quality: 60 }).toBuffer();
  await writeFile(join(cwd, 'photos/test/cat/copy.jpg'), copy);
  await regatta('datasets', 'add', './photos');
  const found = await regatta('datasets', 'duplicates', 'photos', '--json', '--out', 'page.html');
  expect(found.code).toBe(1);
  const document = documentOf(found);
  expect(document).toMatchObject({
    type: 'duplicates',
    images: 9,
    encoder: null,
    counts: { sets: 1, leakedTestImages: 1 },
    file: join(cwd, 'page.html'),
  });
  const [set] = document['sets'] as { kind: string; images: { path: string; side: string }[] }[];
  expect(set!.kind).toBe('leak');
  expect(Object.fromEntries(set!.images.map(({ path, side }) => [path, side]))).toEqual({
    'train/cat/2.jpg': 'train',
    'test/cat/copy.jpg': 'test',
  });
  const page = await readFile(join(cwd, 'page.html'), 'utf8');
  expect(page.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(2);
  const text = await regatta('datasets', 'duplicates', 'photos');
  expect(text.code).toBe(1);
  expect(text.stdout).toContain('1 test image shows a picture that methods train on: scores are too good.');

  const shown = documentOf(await regatta('datasets', 'show', 'photos', '--json'));
  expect(shown).toMatchObject({ type: 'dataset', pictures: { leakedTestImages: 1 }, sizes: { looked: 9 } });
  const both = await regatta('datasets', 'duplicates', 'photos', '--no-features', '--encoder', 'hog');
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('got both') as string });
});
