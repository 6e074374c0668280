/** @file What contestants answered, per test image of each subset, and what each answer adds to a score. */
import type { Blobs } from '@regatta/blobs';
import { TerminalError, type ComparePayload } from '@regatta/jobs';
import { decodeNpy } from '@regatta/tensor';
import { breathe } from './breathe.ts';
import { UNREADABLE } from './evaluateScore.ts';
import { groupNumbers, labelsOf } from './evaluateSplit.ts';
import type { OpenDataset } from './objects.ts';

/** The answers on one subset. */
export interface Answers {
  readonly subset: string;
  /** Test images of any draw, positions in the manifest, ascending. */
  readonly images: Int32Array;
  /** Label, and number of the group, per image; an image without a group is one of its own. */
  readonly labels: Int32Array;
  readonly groups: Int32Array;
  readonly classes: number;
  /** Those that answered anything here, as positions in the payload. */
  readonly contestants: readonly number[];
  /** Per contestant and image: draws that tested it, and how often the answer was right. */
  readonly tries: readonly Uint16Array[];
  readonly hits: readonly Uint16Array[];
  /** True when nobody was asked twice about an image. */
  readonly isOneDraw: boolean;
}

/**
 * Reads all predictions.
 * @throws {TerminalError} a split that this version makes otherwise, or predictions of another length
 */
export async function readAnswers(
  payload: ComparePayload,
  { dataset, blobs, signal }: { dataset: OpenDataset; blobs: Blobs; signal: AbortSignal },
): Promise<Answers[]> {
  const { manifest, splitter } = dataset;
  const count = manifest.images.length;
  const truth = Int32Array.from(manifest.images, ({ label }) => label);
  const members = new Map<string, Uint8Array>();
  const answered: { tries: Uint16Array; hits: Uint16Array }[] = [];
  for (const { draws, ...contestant } of payload.contestants) {
    const own = { tries: new Uint16Array(count), hits: new Uint16Array(count) };
    for (const { split, predictions } of draws) {
      const who = `${contestant.encoder} ${contestant.method} ${contestant.variant}`;
      const got = splitter.splitHash(split.request);
      if (got !== split.hash)
        throw new TerminalError(
          `Expected the split ${split.hash} for ${who}, got ${got}: this version splits the dataset otherwise. Launch the sweep again.`,
        );
      const { test, subsets } = splitter.split(split.request);
      const { data } = decodeNpy(await blobs.get(predictions));
      if (data.length !== test.length)
        throw new TerminalError(
          `Expected ${test.length} predictions for ${who} in ${predictions}, got ${data.length}. Remove it and launch the sweep again.`,
        );
      test.forEach((image, i) => {
        if (Number(data[i]) === UNREADABLE) return;
        own.tries[image]!++;
        if (Number(data[i]) === truth[image]) own.hits[image]!++;
      });
      for (const { name, images } of subsets) {
        let isMember = members.get(name);
        if (isMember === undefined) members.set(name, (isMember = new Uint8Array(count)));
        for (const image of images) isMember[image] = 1;
      }
      await breathe(signal);
    }
    answered.push(own);
  }
  return [...members].map(([subset, isMember]) => {
    const images = Int32Array.from(truth.keys()).filter((image) => isMember[image] === 1);
    const take = (values: Uint16Array) => Uint16Array.from(images, (image) => values[image]!);
    const all = answered.map(({ tries, hits }, i) => ({ i, tries: take(tries), hits: take(hits) }));
    const present = all.filter(({ tries }) => tries.some((value) => value > 0));
    return {
      subset,
      images,
      labels: labelsOf(manifest, images),
      groups: groupNumbers(manifest.images, images),
      classes: manifest.classes.length,
      contestants: present.map(({ i }) => i),
      tries: present.map(({ tries }) => tries),
      hits: present.map(({ hits }) => hits),
      isOneDraw: present.every(({ tries }) => tries.every((value) => value <= 1)),
    };
  });
}

/**
 * The score of each contestant, and what an image adds to it for each time it is drawn, beyond its mean: row-major, shape
 * [images, contestants]. Accuracy takes all answers alike, macro accuracy the mean over the classes that were answered.
 */
export function contributionsOf(
  { labels, classes, tries, hits }: Answers,
  metric: 'accuracy' | 'macro-accuracy',
): { values: Float64Array; contributions: Float32Array } {
  const models = tries.length;
  const values = new Float64Array(models);
  const contributions = new Float32Array(labels.length * models);
  for (let model = 0; model < models; model++) {
    const [triesOf, hitsOf] = [new Float64Array(classes), new Float64Array(classes)];
    const stratum = (i: number) => (metric === 'accuracy' ? 0 : labels[i]!);
    for (let i = 0; i < labels.length; i++) {
      triesOf[stratum(i)]! += tries[model]![i]!;
      hitsOf[stratum(i)]! += hits[model]![i]!;
    }
    const strata = triesOf.reduce((sum, count) => sum + Number(count > 0), 0);
    const shares = hitsOf.map((right, at) => (triesOf[at] === 0 ? 0 : right / triesOf[at]!));
    values[model] = shares.reduce((sum, share) => sum + share, 0) / strata;
    for (let i = 0; i < labels.length; i++) {
      const at = stratum(i);
      const surplus = hits[model]![i]! - tries[model]![i]! * shares[at]!;
      if (triesOf[at]! > 0) contributions[i * models + model] = surplus / (triesOf[at]! * strata);
    }
  }
  return { values, contributions };
}
