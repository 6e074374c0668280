import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { drawing, importFiles, qualityProject, storeFeatures, type QualityProject } from '../../test/qualityProject.ts';
import { UsageError } from '../exit.ts';
import { findLabelSuspects } from './labelSuspects.ts';
import { suspectsDocument, suspectsReport, suspectsText } from './suspectsAnswer.ts';

const CLASSES = ['ash', 'birch', 'cedar'];
const WISH = { name: 'trees', encoder: undefined, folds: 5, seed: 0 };

/** What an image shows is in its name; its folder is wrong for every tenth. */
async function plant(project: QualityProject): Promise<Set<string>> {
  const files: Record<string, Uint8Array> = {};
  const planted = new Set<string>();
  for (let i = 0; i < 90; i++) {
    const shown = i % 3;
    const isWrong = i % 10 === 0;
    const path = `${CLASSES[isWrong ? (shown + 1) % 3 : shown]!}/${CLASSES[shown]!} ${i}.jpg`;
    files[path] = await drawing(`tree ${i}`);
    if (isWrong) planted.add(path);
  }
  const dataset = await importFiles(project, 'trees', files);
  const featureOf = (path: string) => {
    const random = new Random(path);
    const shown = CLASSES.findIndex((name) => path.includes(`/${name} `));
    return Float32Array.from({ length: 12 }, (_, j) => random.normal() + (j % 3 === shown ? 1.5 : 0));
  };
  await storeFeatures(project.blobs, dataset, { encoder: 'botanist', featureOf });
  return planted;
}

test('planted labels are found before others, with what the image looks like', async () => {
  const project = await qualityProject();
  const planted = await plant(project);
  const found = await findLabelSuspects(project.context, project.catalog, WISH);
  const { suspects } = suspectsDocument(found) as { suspects: { path: string; class: string; suggested: string }[] };
  const right = suspects.filter(({ path }) => planted.has(path));
  expect(right.length).toBeGreaterThanOrEqual(7);
  expect(suspects.length).toBeLessThanOrEqual(right.length + 2);
  expect(right.every(({ path, suggested }) => path.includes(`/${suggested} `))).toBe(true);
  expect([found.judged, found.notJudged]).toEqual([90, 0]);
  expect(found.noise).toBeGreaterThan(0.05);
  expect(found.noise).toBeLessThan(0.2);
  expect(suspectsText(found, 3)).toMatch(/of 90 labels may be wrong, by features of botanist, .*\n[^]*looks like/);
  const { pictures, notes } = await suspectsReport(project.catalog, found, project.context);
  expect(pictures).toHaveLength(suspects.length);
  expect(notes).toHaveLength(2);
  expect(await findLabelSuspects(project.context, project.catalog, WISH)).toEqual(found);
});

test('without features nothing is judged, and the way to them is said', async () => {
  const project = await qualityProject();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 6; i++) files[`${i % 2 === 0 ? 'a' : 'b'}/${i}.jpg`] = await drawing(`none ${i}`);
  await importFiles(project, 'trees', files);
  const failure = findLabelSuspects(project.context, project.catalog, WISH);
  await expect(failure).rejects.toThrow(UsageError);
  await expect(failure).rejects.toThrow(/no features of any pretrained encoder for trees\. .*regatta encoders pull/);
  await expect(findLabelSuspects(project.context, project.catalog, { ...WISH, encoder: 'hog' })).rejects.toThrow(
    /regatta race .* --encoders hog/,
  );
});
