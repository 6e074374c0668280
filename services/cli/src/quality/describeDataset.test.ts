import { expect, test } from 'vitest';
import { drawing, importFiles, qualityProject } from '../../test/qualityProject.ts';
import { describeDataset } from './describeDataset.ts';
import { datasetText } from './describeText.ts';
import { lookForDuplicates } from './duplicateFindings.ts';
import { galleryReport } from './galleryReport.ts';

test('a dataset is described by counts, balance, sizes, formats, and duplicates once they are looked for', async () => {
  const project = await qualityProject();
  const { catalog, context } = project;
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 8; i++) files[`train/cat/${i}.jpg`] = await drawing(`cat ${i}`);
  for (let i = 0; i < 2; i++) files[`train/dog/${i}.jpg`] = await drawing(`dog ${i}`);
  for (let i = 0; i < 2; i++) files[`test/${i === 0 ? 'cat' : 'dog'}/${i}.jpg`] = await drawing(`test ${i}`);
  files['test/dog/same.jpg'] = files['train/dog/1.jpg']!;
  await importFiles(project, 'pets', files);
  const before = await describeDataset(catalog, 'pets', context);
  expect(before).toMatchObject({
    name: 'pets',
    images: 13,
    metric: 'accuracy',
    classes: [
      { name: 'cat', title: null, images: 9, splits: { train: 8, val: 0, test: 1, none: 0 } },
      { name: 'dog', title: null, images: 4, splits: { train: 2, val: 0, test: 2, none: 0 } },
    ],
    domains: [],
    imbalance: { ratio: 2.25, majorityShare: 9 / 13 },
    sizes: { looked: 13, unreadable: 0, width: { min: 96, median: 96, max: 96 } },
    pictures: null,
  });
  expect(datasetText(before, { width: 80 })).toContain('not looked for: `regatta datasets duplicates pets`');
  await lookForDuplicates(context, catalog, { name: 'pets', encoder: null, cosine: 0.9, seed: 0 });
  const after = await describeDataset(catalog, 'pets', context);
  // The import keeps copies of test images out of training.
  expect(after.pictures).toEqual({
    ...{ sets: 1, copies: 1, leakedTestImages: 0, officialLeaks: 1, contradictions: 0 },
    encoder: null,
  });
  const text = datasetText(after, { width: 80 });
  expect(text).toContain('1 picture more than once');
  expect(text).toMatch(/\n {2}cat {2}9 {2}█+ {2}train 8, test 1\n {2}dog {2}4 {2}█+/);
  const gallery = await galleryReport(catalog, after, context);
  expect(gallery.map(({ title, pictures }) => [title, pictures.length])).toEqual([
    ['cat: 9 images', 9],
    ['dog: 4 images', 4],
  ]);
});
