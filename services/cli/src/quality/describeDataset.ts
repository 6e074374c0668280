/** @file All that is known of a dataset without scoring anything. */
import type { Catalog, ImageSizes } from '@regatta/catalog';
import {
  OFFICIAL_SPLITS,
  imbalanceOf,
  type DatasetAbout,
  type DatasetSummary,
  type DuplicateCounts,
  type HeadlineMetric,
  type Imbalance,
  type OfficialSplit,
} from '@regatta/datasets';
import { knownFindings } from './duplicateFindings.ts';

export interface PartOfDataset {
  readonly name: string;
  readonly images: number;
  /** Images per official split. */
  readonly splits: Readonly<Record<OfficialSplit, number>>;
}

export interface DatasetDescription extends Omit<DatasetSummary, 'classes' | 'domains'> {
  readonly classes: readonly (PartOfDataset & {
    /** What people call it, where that is something else. */
    readonly title: string | null;
  })[];
  readonly domains: readonly (PartOfDataset & { readonly isInDistribution: boolean })[];
  readonly imbalance: Imbalance;
  readonly metric: HeadlineMetric;
  readonly about: Omit<DatasetAbout, 'metric' | 'classNames'>;
  readonly sizes: ImageSizes;
  /** Null where nobody has looked for them. */
  readonly pictures: (DuplicateCounts & { readonly encoder: string | null }) | null;
}

export async function describeDataset(
  catalog: Catalog,
  name: string,
  { signal }: { signal: AbortSignal },
): Promise<DatasetDescription> {
  const { manifest, summary } = await catalog.dataset(name);
  const [sizes, findings] = await Promise.all([catalog.imageSizes(name, { signal }), knownFindings(catalog, name)]);
  const { metric = 'accuracy', classNames, ...about } = manifest.about ?? {};
  const partsOf = (names: readonly string[], of: (image: (typeof manifest.images)[number]) => number | null) => {
    const parts = names.map((part) => ({ name: part, images: 0, splits: emptySplits() }));
    for (const image of manifest.images) {
      const part = parts[of(image) ?? -1];
      if (part === undefined) continue;
      part.images++;
      part.splits[image.split]++;
    }
    return parts;
  };
  const classes = partsOf(manifest.classes, ({ label }) => label);
  const domains = partsOf(manifest.domains, ({ domain }) => domain);
  return {
    ...summary,
    classes: classes.map((part, i) => {
      const title = classNames?.[i];
      return { ...part, title: title === undefined || title === part.name ? null : title };
    }),
    domains: domains.map((part, i) => ({ ...part, isInDistribution: summary.domains[i]!.isInDistribution })),
    imbalance: imbalanceOf(classes.map(({ images }) => images)),
    metric,
    about,
    sizes,
    pictures: findings === null ? null : { ...findings.counts, encoder: findings.evidence.encoder?.name ?? null },
  };
}

function emptySplits(): Record<OfficialSplit, number> {
  return Object.fromEntries(OFFICIAL_SPLITS.map((split) => [split, 0])) as Record<OfficialSplit, number>;
}
