/**
 * @file Labels of a dataset that are probably wrong: a logistic regression on features says of each image what it takes
 * it for without having been trained on it or on any copy of it, and confident learning judges what it says.
 */
import type { Catalog, CatalogDataset, FeatureSource } from '@regatta/catalog';
import {
  confidentLearning,
  exactDuplicates,
  groupFolds,
  groupsWithCopies,
  type ConfidentLearning,
} from '@regatta/datasets';
import { ProbeEngine, crossPredict } from '@regatta/probes';
import { Random, row, takeRows } from '@regatta/tensor';
import type { CommandContext } from '../commandContext.ts';
import { UsageError } from '../exit.ts';
import { embedCure } from './embedCure.ts';

export interface SuspectsWish {
  readonly name: string;
  /** Whose features; undefined for those of the first encoder that has left some. */
  readonly encoder: string | undefined;
  readonly folds: number;
  readonly seed: number;
}

export interface LabelSuspects extends Pick<ConfidentLearning, 'noise'> {
  readonly dataset: CatalogDataset;
  readonly source: FeatureSource;
  /** Of the model, on images that it was not trained on: suspects of a bad model mean little. */
  readonly accuracy: number;
  readonly c: number;
  /** Images with features. */
  readonly judged: number;
  /** Images without features, or of a class that is in one fold alone. */
  readonly notJudged: number;
  readonly suspects: readonly (Omit<ConfidentLearning['suspects'][number], 'row'> & {
    /** Position in the manifest. */
    readonly image: number;
  })[];
}

/** Of standardised features; strong penalties suit few images with many features. */
const C_GRID = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/** @throws {UsageError} no features to judge by, or too few images to part into folds */
export async function findLabelSuspects(
  { config, output, signal }: CommandContext,
  catalog: Catalog,
  { name, encoder, folds: foldCount, seed }: SuspectsWish,
): Promise<LabelSuspects> {
  const dataset = await catalog.dataset(name);
  const { images, classes } = dataset.manifest;
  const source = await chooseSource(catalog, { name, encoder });
  output.progress(`${name}: reading features of ${source.encoder}`);
  const { matrix } = await catalog.features(name, source);
  const rows = Int32Array.from(images.keys()).filter((image) => row(matrix, image).every(Number.isFinite));
  const links = (await catalog.knownDuplicates(name))?.links ?? exactDuplicates(images);
  const groups = groupsWithCopies(images, links);
  const known = [...rows].map((image) => images[image]!);
  const folds = groupFolds(
    known,
    [...rows].map((image) => groups[image]!),
    {
      folds: foldCount,
      random: new Random(`label suspects ${dataset.ref.hash} ${seed}`),
    },
  );
  output.progress(`${name}: ${foldCount} folds of logistic regression on features of ${source.encoder}`);
  const engine = new ProbeEngine({ threads: config.threads });
  const breathe = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  try {
    const labels = Int32Array.from(known, ({ label }) => label);
    const task = { X: takeRows(matrix, rows), labels, classes: classes.length, folds, scaling: 'standardize' } as const;
    const { probabilities, unseen, c, right } = await crossPredict({ ...task, grid: C_GRID }, { engine, breathe });
    const lost = new Set(unseen);
    const judged = [...rows.keys()].filter((i) => !lost.has(i));
    const own = new Float64Array(judged.length * classes.length);
    for (const [to, from] of judged.entries())
      own.set(probabilities.subarray(from * classes.length, (from + 1) * classes.length), to * classes.length);
    const { suspects, noise } = confidentLearning({
      probabilities: own,
      labels: judged.map((i) => labels[i]!),
      classes: classes.length,
    });
    return {
      dataset,
      source,
      accuracy: right / judged.length,
      c,
      judged: judged.length,
      notJudged: images.length - judged.length,
      noise,
      suspects: suspects.map(({ row: at, ...suspect }) => ({ image: rows[judged[at]!]!, ...suspect })),
    };
  } finally {
    await engine.close();
  }
}

async function chooseSource(
  catalog: Catalog,
  { name, encoder }: Pick<SuspectsWish, 'name' | 'encoder'>,
): Promise<FeatureSource> {
  const sources = await catalog.embeddedBy(name);
  const found = sources.find((source) =>
    encoder === undefined ? source.role !== 'control' : source.encoder === encoder,
  );
  if (found !== undefined) return found;
  const wanted = encoder ?? (await catalog.encoders()).find(({ role }) => role !== 'control')?.name;
  if (wanted !== undefined)
    throw new UsageError(await embedCure(catalog, { name, encoder: wanted, embedded: sources }));
  throw new UsageError(
    `There are no features of any pretrained encoder for ${name}. Get one with \`regatta encoders pull\`, then race it: \`regatta race\` computes its features.`,
  );
}
