/** @file A few images of each class of a dataset, for a quick look. */
import type { DatasetManifest, DatasetImage } from '@regatta/datasets';
import { Random } from '@regatta/tensor';

const CLASSES_MAX = 10;

/** At most so many images of each of the largest classes, of the domain that may be trained on; the same ones each time. */
export function chooseImages(manifest: DatasetManifest, perClass: number): DatasetImage[] {
  const { classes, domains, inDistribution, images } = manifest;
  const domain = inDistribution === null ? null : domains.indexOf(inDistribution);
  const random = new Random('quick probe');
  const byClass = classes.map((_, label) =>
    images.filter((image) => image.label === label && (domain === null || image.domain === domain)),
  );
  return byClass
    .filter((members) => members.length > 1)
    .sort((a, b) => b.length - a.length)
    .slice(0, CLASSES_MAX)
    .flatMap((members) => random.shuffle([...members]).slice(0, perClass));
}
