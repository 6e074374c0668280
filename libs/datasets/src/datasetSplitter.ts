/** @file The splits of one dataset under every protocol. */
import { readContent } from './content.ts';
import { DatasetError } from './errors.ts';
import { fewShot } from './fewShot.ts';
import { datasetHash, type DatasetManifest } from './manifest.ts';
import { memoize, once } from './memoize.ts';
import { published } from './published.ts';
import { SPLIT_PROTOCOLS, SplitHasher, type Protocol, type Split, type SplitRequest } from './split.ts';
import { study } from './study.ts';
import { withoutLabels } from './withoutLabels.ts';

/** Splits of one dataset; what they share is computed once. */
export interface DatasetSplitter {
  readonly hash: string;
  /** @throws {DatasetError} when the dataset cannot be split so: what it has and what to do */
  split(request: SplitRequest): Split;
  /** The name of that split. @throws {DatasetError} */
  splitHash(request: SplitRequest): string;
}

const PROTOCOLS: { readonly [P in SplitRequest['protocol']]: Protocol } = { 'few-shot': fewShot, published, study };

/** The manifest must not change afterwards. */
export function datasetSplitter(manifest: DatasetManifest): DatasetSplitter {
  // Whoever only wants the dataset's hash need not wait for the rest.
  const content = once(() => readContent(manifest));
  const protocols = memoize((name: SplitRequest['protocol']) => PROTOCOLS[name](content()));
  const hasher = once(() => new SplitHasher(content().identities));
  const splits = memoize((key: string): Split => {
    const request = JSON.parse(key) as SplitRequest;
    if (request.budget !== 0) return protocols(request.protocol)(request);
    // Of one draw: without labels, draws would differ in nothing.
    return withoutLabels(protocols(request.protocol)({ ...request, budget: 'all', draw: 0, holdOut: false }));
  });
  const hashes = new Map<string, string>();
  return {
    hash: datasetHash(manifest),
    split: (request) => splits(requestKey(request)),
    splitHash: (request) => {
      const key = requestKey(request);
      let known = hashes.get(key);
      if (known === undefined) hashes.set(key, (known = hasher().hash(splits(key))));
      return known;
    },
  };
}

function requestKey({ protocol, budget, draw, seed, holdOut }: SplitRequest): string {
  const isCount = (value: number, min: number) => Number.isSafeInteger(value) && value >= min;
  if (!SPLIT_PROTOCOLS.includes(protocol))
    throw new DatasetError(`Expected a protocol of ${SPLIT_PROTOCOLS.join(', ')}, got "${String(protocol)}".`);
  if (budget !== 'all' && !isCount(budget, 0))
    throw new DatasetError(`Expected a budget from 0, or "all", got ${budget}.`);
  if (!isCount(draw, 0) || !isCount(seed, 0))
    throw new DatasetError(`Expected draw and seed to be whole numbers from 0, got ${draw} and ${seed}.`);
  return JSON.stringify({ protocol, budget, draw, seed, holdOut });
}
