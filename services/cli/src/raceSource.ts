/** @file The sweep that `regatta race` runs: what it was asked for, checked, imported and written as a sweep file. */
import { stat } from 'node:fs/promises';
import type { Catalog, CatalogDataset } from '@regatta/catalog';
import { didYouMean, type Budget } from '@regatta/jobs';
import type { CommandContext } from './commandContext.ts';
import { pullDefaultEncoders } from './defaultEncoders.ts';
import { controlNames } from './encoders.ts';
import { UsageError } from './exit.ts';
import { importDataset } from './sweep/importDataset.ts';
import { KNN_DEFAULTS, METHOD_NAMES } from './sweep/methodParameters.ts';
import type { SweepSource } from './sweep/resolveSweep.ts';
import { writeSweepFile, type MethodWish } from './sweep/sweepText.ts';

export interface RaceWish {
  readonly folder: string;
  /** Names of encoders; undefined for all that were added, and the default set. */
  readonly encoders?: readonly string[];
  /** False: the default set is not fetched. */
  readonly pull: boolean;
  /** Manifests of encoders to be added first. */
  readonly manifest?: readonly string[];
  readonly methods: readonly string[];
  readonly budgets: readonly Budget[];
  readonly draws: number;
  readonly name?: string;
  /** Called when all that was asked for makes sense, before images are read. */
  readonly onReadable: () => void;
}

/** @throws {UsageError} naming the folder, encoder or method that does not exist */
export async function raceSource(context: CommandContext, catalog: Catalog, wish: RaceWish): Promise<SweepSource> {
  const { folder, methods, budgets, draws, name, manifest = [] } = wish;
  const { config, output, signal } = context;
  const info = await stat(folder).catch(() => null);
  if (info?.isDirectory() !== true)
    throw new UsageError(`Expected a folder of images, found ${info ? 'a file' : 'nothing'} at ${folder}.`);
  for (const method of methods)
    if (!(METHOD_NAMES as string[]).includes(method))
      throw new UsageError(`There is no method "${method}". ${didYouMean(method, METHOD_NAMES)}`);

  const added: string[] = [];
  for (const path of manifest) added.push((await catalog.addEncoder(path)).name);
  const known = (await catalog.encoders()).map((encoder) => encoder.name);
  for (const encoder of wish.encoders ?? [])
    if (!known.includes(encoder))
      throw new UsageError(`There is no encoder "${encoder}". ${didYouMean(encoder, known)}`);
  wish.onReadable();

  const dataset = await importDataset(
    { source: folder, name },
    {
      catalog,
      onProgress: (line) => output.progress(line),
      onNote: (line) => output.note(line),
      signal,
    },
  );
  const pulled = wish.encoders === undefined && wish.pull ? await pullDefaultEncoders(context, catalog) : [];
  const chosen = wish.encoders ?? [...known, ...pulled];
  return writeSweepFile(
    {
      name: dataset.ref.name,
      encoders: [...new Set([...added, ...chosen, ...(await controlNames(catalog))])],
      datasets: [dataset.ref.name],
      methods: methods.map((method) => (method === 'knn' ? knnWithin(dataset, budgets) : method)),
      budgets,
      draws,
    },
    { by: `race ${folder}`, folder: config.state },
  );
}

/** k-nearest neighbours with the usual k, or fewer where the smallest budget gives fewer images to choose from. */
function knnWithin({ splitter }: CatalogDataset, budgets: readonly Budget[]): MethodWish {
  const counts = budgets.map(
    (budget) => splitter.split({ protocol: 'few-shot', budget, draw: 0, seed: 0, holdOut: false }).train.length,
  );
  const k = Math.min(KNN_DEFAULTS.k, ...counts);
  return k === KNN_DEFAULTS.k ? 'knn' : { knn: { k } };
}
