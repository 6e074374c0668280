/**
 * @file The few-shot protocol: a budget of labels per class, drawn by a seed, against one fixed test set.
 *
 * Deterministic from the dataset's hash and the request. Draws differ in the labels they take; budgets of one draw are
 * nested; the test set is the same for all draws and budgets of a seed.
 */
import { drawOrder, type DrawOrder } from './drawOrder.ts';
import { DatasetError } from './errors.ts';
import { fixedTest, type Sides } from './fixedTest.ts';
import { numberGroups } from './groups.ts';
import { datasetHash, type DatasetManifest } from './manifest.ts';
import { splitHash, type FewShotRequest, type Split } from './split.ts';

/** Splits of one dataset; what they share is computed once. */
export interface DatasetSplitter {
  readonly hash: string;
  split(request: FewShotRequest): Split;
  splitHash(request: FewShotRequest): string;
}

/** Splits and draws kept at a time. A split is a few numbers per image, and cells of one split come side by side. */
const KEPT = 32;

/** One split. For many of one dataset use a `datasetSplitter`. @throws {DatasetError} */
export function fewShotSplit(manifest: DatasetManifest, request: FewShotRequest): Split {
  return datasetSplitter(manifest).split(request);
}

/** The manifest must not change afterwards. */
export function datasetSplitter(manifest: DatasetManifest): DatasetSplitter {
  const hash = datasetHash(manifest);
  const groups = numberGroups(manifest.images);
  const sides = memoize((seed: number) => fixedTest(manifest, groups, { hash, seed }));
  const orders = memoize((key: string) => {
    const [seed, draw] = key.split(' ').map(Number) as [number, number];
    return drawOrder(groups, sides(seed), { hash, seed, draw });
  });
  const splits = memoize((key: string) => {
    const request = JSON.parse(key) as FewShotRequest;
    return takeBudget(manifest, sides(request.seed), orders(`${request.seed} ${request.draw}`), request);
  });
  const hashes = new Map<string, string>();
  return {
    hash,
    split: (request) => splits(requestKey(request)),
    splitHash: (request) => {
      const key = requestKey(request);
      let known = hashes.get(key);
      if (known === undefined) hashes.set(key, (known = splitHash(splits(key))));
      return known;
    },
  };
}

function requestKey({ protocol, budget, draw, seed, holdOut }: FewShotRequest): string {
  const isCount = (value: number, min: number) => Number.isSafeInteger(value) && value >= min;
  if (protocol !== 'few-shot') throw new DatasetError(`Expected the protocol "few-shot", got "${String(protocol)}".`);
  if (budget !== 'all' && !isCount(budget, 1))
    throw new DatasetError(`Expected a budget from 1, or "all", got ${budget}.`);
  if (!isCount(draw, 0) || !isCount(seed, 0))
    throw new DatasetError(`Expected draw and seed to be whole numbers from 0, got ${draw} and ${seed}.`);
  return JSON.stringify({ protocol, budget, draw, seed, holdOut });
}

function takeBudget(
  { classes }: DatasetManifest,
  { subsets, test }: Sides,
  { classes: order, isVal }: DrawOrder,
  { budget, holdOut }: FewShotRequest,
): Split {
  const train: number[] = [];
  const val: number[] = [];
  const got = order.map((labels) => (budget === 'all' ? labels.length : Math.min(budget, labels.length)));
  const unvalidated: string[] = [];
  for (const [label, labels] of order.entries()) {
    const before = val.length;
    for (let i = 0; i < got[label]!; i++) (holdOut && isVal[label]![i] === 1 ? val : train).push(labels[i]!);
    if (holdOut && val.length === before && got[label]! > 0) unvalidated.push(classes[label]!);
  }
  return {
    train: Int32Array.from(train).sort(),
    val: Int32Array.from(val).sort(),
    subsets,
    test,
    gotMin: Math.min(...got),
    gotMax: Math.max(...got),
    notes: [...shortfall(classes, got, budget), ...untried(unvalidated)],
  };
}

function shortfall(classes: readonly string[], got: readonly number[], budget: number | 'all'): string[] {
  const asked = budget === 'all' ? 1 : budget;
  const short = classes.map((name, i) => ({ name, got: got[i]! })).filter((entry) => entry.got < asked);
  if (short.length === 0) return [];
  if (budget === 'all')
    return [`No label is left to train on in these classes: ${few(short.map(({ name }) => name))}.`];
  const list = few(short.map((entry) => `${entry.name} ${entry.got}`));
  return [`${short.length} of ${classes.length} classes have fewer than the ${budget} labels asked for: ${list}.`];
}

function untried(classes: readonly string[]): string[] {
  if (classes.length === 0) return [];
  return [`No label of these classes could be set aside to validate on, all train: ${few(classes)}.`];
}

const few = (names: readonly string[]) =>
  names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');

/** Keeps the last values that were asked for. */
function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.has(key) ? known.get(key)! : compute(key);
    known.delete(key);
    known.set(key, value);
    if (known.size > KEPT) known.delete(known.keys().next().value as K);
    return value;
  };
}
