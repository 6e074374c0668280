/** @file Looking for a dataset's duplicates by all that is at hand: bytes, pixels, and features where an encoder has left some. */
import type { Catalog, CatalogDataset, DuplicateEvidence, FeatureSource } from '@regatta/catalog';
import { duplicateSets, type DuplicateSets } from '@regatta/datasets';
import { formatCount } from '@regatta/report';
import type { CommandContext } from '../commandContext.ts';
import { UsageError } from '../exit.ts';
import { embedCure } from './embedCure.ts';
import { featureLinks } from './featureLinks.ts';

/** All features are compared with all: more images than these only for an encoder that was named. */
const FEATURES_UNASKED_MAX = 100_000;

export interface DuplicatesWish {
  readonly name: string;
  /** Whose features to compare, `null` for pixels alone, undefined for those of the first encoder that has left some. */
  readonly encoder: string | null | undefined;
  readonly cosine: number;
  /** Of the few-shot protocol, which decides who trains and who tests where there is no official test split. */
  readonly seed: number;
}

export interface DuplicateFindings extends DuplicateSets {
  readonly dataset: CatalogDataset;
  readonly evidence: DuplicateEvidence;
}

/** @throws {UsageError} the encoder that was asked for has no features of this dataset */
export async function lookForDuplicates(
  context: CommandContext,
  catalog: Catalog,
  { name, encoder, cosine, seed }: DuplicatesWish,
): Promise<DuplicateFindings> {
  const { config, output, signal } = context;
  const dataset = await catalog.dataset(name);
  const source = await chooseSource(catalog, { name, encoder });
  const pictures = await catalog.findDuplicates(name, {
    threads: config.threads,
    signal,
    onProgress: ({ step, done, total }) =>
      output.progress(
        `${name}: ${step === 'look' ? 'looking at images' : 'comparing images'}, ${formatCount(done)} of ${formatCount(total)}`,
      ),
  });
  const evidence =
    source === null ? pictures : await compareFeatures(context, catalog, { name, source, cosine, pictures });
  return { dataset, evidence, ...judge(dataset, evidence, seed) };
}

/** What is known of them, as of now; null when nobody has looked. */
export async function knownFindings(catalog: Catalog, name: string, seed = 0): Promise<DuplicateFindings | null> {
  const [dataset, evidence] = await Promise.all([catalog.dataset(name), catalog.knownDuplicates(name)]);
  return evidence === null ? null : { dataset, evidence, ...judge(dataset, evidence, seed) };
}

function judge({ manifest, splitter }: CatalogDataset, { links }: DuplicateEvidence, seed: number): DuplicateSets {
  const split = splitter.split({ protocol: 'few-shot', budget: 'all', draw: 0, seed, holdOut: false });
  return duplicateSets(manifest, split, links);
}

async function chooseSource(
  catalog: Catalog,
  { name, encoder }: Pick<DuplicatesWish, 'name' | 'encoder'>,
): Promise<FeatureSource | null> {
  if (encoder === null) return null;
  const sources = await catalog.embeddedBy(name);
  if (encoder === undefined) {
    // A control's features say little of what a picture shows: it must be asked for, and so must an hour of products.
    const isSmall = (await catalog.dataset(name)).manifest.images.length <= FEATURES_UNASKED_MAX;
    return isSmall ? (sources.find(({ role }) => role !== 'control') ?? null) : null;
  }
  const found = sources.find((source) => source.encoder === encoder);
  if (found !== undefined) return found;
  throw new UsageError(await embedCure(catalog, { name, encoder, embedded: sources }));
}

async function compareFeatures(
  { config, output, signal }: CommandContext,
  catalog: Catalog,
  wish: { name: string; source: FeatureSource; cosine: number; pictures: DuplicateEvidence },
): Promise<DuplicateEvidence> {
  const { name, source, cosine, pictures } = wish;
  const { encoder: encoderName, featureSet, provider } = source;
  const encoder = { name: encoderName, featureSet, provider, cosine };
  const known = await catalog.duplicatesBy(name, encoder);
  if (known !== null) return known;
  output.progress(`${name}: comparing features of ${encoderName}`);
  const [{ ProbeEngine }, features] = await Promise.all([import('@regatta/probes'), catalog.features(name, source)]);
  const engine = new ProbeEngine({ threads: config.threads });
  const breathe = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  try {
    const links = await featureLinks(features.matrix, cosine, { engine, breathe });
    const evidence = { ...pictures, encoder, links: [...pictures.links, ...links] };
    await catalog.keepDuplicates(name, evidence);
    return evidence;
  } finally {
    await engine.close();
  }
}
