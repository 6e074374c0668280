/** @file Pictures of each class, for a page. */
import type { Catalog } from '@regatta/catalog';
import { formatCount, type DatasetPage } from '@regatta/report';
import type { DatasetDescription } from './describeDataset.ts';

const PICTURES_MAX = 300;
const PER_CLASS_MAX = 12;

/** Evenly over the images of each class; with many classes one each, of the first ones. */
export async function galleryReport(
  catalog: Catalog,
  { name, classes }: DatasetDescription,
  { signal }: { signal: AbortSignal },
): Promise<NonNullable<DatasetPage['gallery']>> {
  const { images } = (await catalog.dataset(name)).manifest;
  const perClass = Math.max(1, Math.min(PER_CLASS_MAX, Math.floor(PICTURES_MAX / classes.length)));
  const byClass = classes.map((): number[] => []);
  for (const [position, { label }] of images.entries()) byClass[label]!.push(position);
  const chosen = byClass.slice(0, PICTURES_MAX).map((of) => spreadOver(of, perClass));
  const thumbnails = await catalog.thumbnails(name, chosen.flat(), { signal });
  let next = 0;
  return chosen.map((of, label) => ({
    title: `${classes[label]!.title ?? classes[label]!.name}: ${formatCount(classes[label]!.images)} images`,
    pictures: of.map((position) => {
      const { path, split } = images[position]!;
      return { path, thumbnail: thumbnails[next++]!, lines: split === 'none' ? [] : [split] };
    }),
  }));
}

function spreadOver(items: readonly number[], count: number): number[] {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, i) => items[Math.floor(i * step)]!);
}
