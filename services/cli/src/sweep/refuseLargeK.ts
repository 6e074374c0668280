/** @file More neighbours than training images: each line of the file is right by itself, and the cell cannot be computed. */
import type { CatalogDataset } from '@regatta/catalog';
import { canonicalJson, type Method, type PlannedCell } from '@regatta/jobs';
import type { MethodMention, SweepFile } from './sweepFile.ts';

/** Every draw of a budget gives as many images, so one split tells; better now than as a failed cell in an hour. */
export function refuseLargeK(
  file: SweepFile,
  cells: readonly PlannedCell[],
  datasets: readonly CatalogDataset[],
): void {
  const byHash = new Map(datasets.map((dataset) => [dataset.ref.hash, dataset]));
  const looked = new Set<string>();
  for (const { cell } of cells) {
    const { method, dataset, split } = cell;
    if (method.kind !== 'knn') continue;
    const { budget, protocol } = split.request;
    const combination = canonicalJson([method, dataset.hash, protocol, budget]);
    if (looked.has(combination)) continue;
    looked.add(combination);
    const { train } = byHash.get(dataset.hash)!.splitter.split(split.request);
    if (method.k <= train.length) continue;
    const labels = budget === 'all' ? 'all labels' : `a budget of ${budget}`;
    mentionOf(file, method)?.field.fault(
      `k of at most ${train.length}, the training images of ${dataset.name} with ${labels} (${protocol})`,
      { found: `k=${method.k}`, hint: 'Choose a smaller k or larger budgets, or exclude the combination.' },
    );
  }
}

/** The last entry that asks for this method. */
function mentionOf({ methods }: SweepFile, method: Method): MethodMention | undefined {
  const wanted = canonicalJson(method);
  return methods.findLast(({ variants }) => variants.some((variant) => canonicalJson(variant) === wanted));
}
