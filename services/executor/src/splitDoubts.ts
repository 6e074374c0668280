/** @file What makes every number of a split doubtful, whatever the method: seen once per split. */
import type { DatasetManifest } from '@regatta/datasets';
import type { Doubt } from '@regatta/jobs';
import { row } from '@regatta/tensor';
import type { EvaluatedSplit } from './evaluateSplit.ts';
import type { Features } from './features.ts';

const known = new WeakMap<EvaluatedSplit, readonly Doubt[]>();

export function splitDoubts(
  split: EvaluatedSplit,
  data: { manifest: DatasetManifest; features: Features },
): readonly Doubt[] {
  let doubts = known.get(split);
  if (doubts === undefined) {
    const found = [leakedImages(split, data.manifest), constantFeatures(split, data.features)];
    known.set(split, (doubts = found.filter((doubt) => doubt !== null)));
  }
  return doubts;
}

/** Test images whose very bytes were trained or validated on. */
function leakedImages({ train, val, test }: EvaluatedSplit, { images }: DatasetManifest): Doubt | null {
  const seen = new Map<string, number>();
  for (const side of [train, val]) for (const image of side) seen.set(images[image]!.sha256, image);
  const leaked = test.filter((image) => seen.has(images[image]!.sha256));
  const [first] = leaked;
  if (first === undefined) return null;
  const { path, sha256 } = images[first]!;
  const count = leaked.length === 1 ? '1 test image is' : `${leaked.length} test images are`;
  const evidence = `${count} in the training set, byte by byte: ${path} is ${images[seen.get(sha256)!]!.path}.`;
  return { kind: 'leaked-test-images', evidence };
}

/** An encoder that answers the same for every image. */
function constantFeatures({ train }: EvaluatedSplit, { matrix }: Features): Doubt | null {
  if (train.length < 2) return null;
  const first = row(matrix, train[0]!);
  for (const image of train) {
    const own = row(matrix, image);
    for (let i = 0; i < own.length; i++) if (own[i] !== first[i]) return null;
  }
  return { kind: 'constant-features', evidence: `All ${train.length} training images have the same features.` };
}
