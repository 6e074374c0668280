import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawing, importFiles, qualityProject } from '../../test/qualityProject.ts';
import { lookForDuplicates } from './duplicateFindings.ts';
import { sweepDuplicates } from './sweepDuplicates.ts';

test('a report shows what is known of the very datasets that raced, and of no others', async () => {
  const project = await qualityProject();
  const { catalog, context } = project;
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 6; i++) files[`${i % 2 === 0 ? 'a' : 'b'}/${i}.jpg`] = await drawing(`sweep ${i}`);
  files['a/again.jpg'] = files['a/0.jpg']!;
  const { ref } = await importFiles(project, 'raced', files);
  expect(await sweepDuplicates(context, [ref])).toEqual([]);
  await lookForDuplicates(context, catalog, { name: 'raced', encoder: null, cosine: 0.9, seed: 0 });
  const others = [{ name: 'raced', hash: '0'.repeat(64) }, { name: 'elsewhere', hash: ref.hash }, { name: 'raced' }];
  expect(await sweepDuplicates(context, others)).toEqual([]);
  const [known] = await sweepDuplicates(context, [ref, ...others]);
  expect(known).toMatchObject({ dataset: 'raced', images: 7, counts: { sets: 1 }, encoder: null });
  expect(known!.sets[0]!.pictures).toHaveLength(2);
});

test('a report does without a dataset that has left the store', async () => {
  const project = await qualityProject();
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 4; i++) files[`${i % 2 === 0 ? 'a' : 'b'}/${i}.jpg`] = await drawing(`gone ${i}`);
  const { ref } = await importFiles(project, 'raced', files);
  await rm(join(project.context.config.state, 'objects/datasets'), { recursive: true });
  expect(await sweepDuplicates({ config: project.context.config }, [ref])).toEqual([]);
});
