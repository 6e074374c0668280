import { Random } from '@regatta/tensor';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawing, importFiles, qualityProject, storeFeatures } from '../../test/qualityProject.ts';
import { UsageError } from '../exit.ts';
import { knownFindings, lookForDuplicates } from './duplicateFindings.ts';
import { duplicatesDocument, duplicatesReport, duplicatesText } from './duplicatesAnswer.ts';

const WISH = { name: 'photos', cosine: 0.9, seed: 0 };

/** Three leaks: by bytes, by pixels, and one that only features show. */
async function photos(): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 12; i++) files[`train/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`] = await drawing(`photo ${i}`);
  for (let i = 12; i < 18; i++) files[`test/${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`] = await drawing(`photo ${i}`);
  files['train/dog/again.jpg'] = files['train/cat/0.jpg']!;
  files['test/cat/mirrored.jpg'] = await sharp(files['train/cat/2.jpg']).flop().jpeg({ quality: 60 }).toBuffer();
  return files;
}

/** Each image a direction of its own, but for one pair. */
function featureOf(path: string): Float32Array {
  const shot = path === 'test/dog/13.jpg' ? 'train/dog/5.jpg' : path;
  const [random, other] = [new Random(shot), new Random(path)];
  return Float32Array.from({ length: 24 }, () => 5 + random.normal() + 0.05 * other.normal());
}

test('leaks by pixels, contradictions by bytes, and what features add are told apart', async () => {
  const project = await qualityProject();
  const { catalog, context, blobs } = project;
  const dataset = await importFiles(project, 'photos', await photos());
  expect(await knownFindings(catalog, 'photos')).toBeNull();

  const first = await lookForDuplicates(context, catalog, { ...WISH, encoder: undefined });
  expect(first.evidence.encoder).toBeNull();
  expect(first.counts).toEqual({ sets: 2, copies: 2, leakedTestImages: 1, officialLeaks: 1, contradictions: 1 });
  const lines = duplicatesText(first).split('\n');
  expect(lines[0]).toBe(
    'photos: 2 pictures are among 20 images more than once, 2 copies in all (looked for by bytes and pixels).',
  );
  expect(lines).toContain('LEAK');
  expect(
    lines.some((line) =>
      /^ {2}(?:test\/cat\/mirrored|train\/cat\/2)\.jpg {2}cat, .* on, mirrored, \d\.\d\d$/.test(line),
    ),
  ).toBe(true);
  expect(lines).toContain('labels differ');

  await storeFeatures(blobs, dataset, { encoder: 'crafted', featureOf });
  const second = await lookForDuplicates(context, catalog, { ...WISH, encoder: undefined });
  expect(second.evidence.encoder).toMatchObject({ name: 'crafted', provider: 'cpu', cosine: 0.9 });
  expect(second.counts).toEqual({ sets: 3, copies: 3, leakedTestImages: 2, officialLeaks: 2, contradictions: 1 });
  const document = duplicatesDocument(second) as {
    sets: { images: { path: string }[]; links: { evidence: string }[] }[];
  };
  const byFeatures = document.sets.find(({ links }) => links[0]!.evidence === 'features')!;
  expect(byFeatures.images.map(({ path }) => path).sort()).toEqual(['test/dog/13.jpg', 'train/dog/5.jpg']);

  expect((await knownFindings(catalog, 'photos'))!.counts).toEqual(second.counts);
  const alone = await lookForDuplicates(context, catalog, { ...WISH, encoder: null });
  expect(alone.counts).toEqual(first.counts);

  const report = await duplicatesReport(catalog, second, { picturesMax: 5 });
  expect(report.sets).toHaveLength(2);
  expect(report.sets[0]!.kind).toBe('leak');
  expect(report.sets.flatMap(({ pictures }) => pictures).every(({ thumbnail }) => thumbnail !== null)).toBe(true);
});

test('an encoder without features says how to get them, an unknown one what there is', async () => {
  const project = await qualityProject();
  const { catalog, context } = project;
  await importFiles(project, 'photos', await photos());
  const hog = lookForDuplicates(context, catalog, { ...WISH, encoder: 'hog' });
  await expect(hog).rejects.toThrow(UsageError);
  await expect(hog).rejects.toThrow(
    /no features of hog for all images of photos \(no encoder has any\)\. `regatta race .*photos --name photos --encoders hog --methods knn` computes them/,
  );
  await expect(lookForDuplicates(context, catalog, { ...WISH, encoder: 'hogg' })).rejects.toThrow(
    /no encoder "hogg"\. Did you mean "hog"/,
  );
});
