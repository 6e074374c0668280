/**
 * @file How often a 95 % interval holds the truth, over simulated test sets: Wilson's for accuracy, Wilson's at the effective
 * size for macro accuracy, and those of `scoreCard` from resamples, beside the percentiles of the same resamples. Sampling
 * error of a share of 95 % of 2000 is half a percent.
 */
import {
  ResampledScores,
  clusteredResampler,
  confusionMatrix,
  macroAccuracyInterval,
  percentileInterval,
  scoreCard,
  stratifiedResampler,
  wilsonInterval,
  type ScoreName,
  type ScoredAnswers,
} from '@regatta/metrics';
import { Random } from '@regatta/tensor';

const REPETITIONS = 2000;
/** Of these, the percentiles are looked at as well. */
const PERCENTILES = 300;
/** As the product draws for the largest test sets; for small ones it draws 1000. */
const RESAMPLES = 200;
/** Rows of the test set that stands for the truth. */
const ROWS_OF_TRUTH = 200_000;

interface Situation {
  readonly name: string;
  /** Test images per class. */
  readonly sizes: readonly number[];
  /** Chance of each class's images to be right. */
  readonly recalls: readonly number[];
}

const repeat = (value: number, times: number) => new Array<number>(times).fill(value);
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const RARE = [100, 90, 80, 60, 50, 40, 30, 20, 15, 10, 8, 5];

const SITUATIONS: readonly Situation[] = [
  { name: '8 classes of 20, .95 right', sizes: repeat(20, 8), recalls: repeat(0.95, 8) },
  { name: '8 classes of 62, .8 right', sizes: repeat(62, 8), recalls: repeat(0.8, 8) },
  { name: '8 classes of 62, .5 to .99', sizes: repeat(62, 8), recalls: [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99] },
  {
    name: '12 classes of 100 to 5, rare ones worse',
    sizes: RARE,
    recalls: [0.99, 0.98, 0.97, 0.9, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.5, 0.4],
  },
  {
    name: '12 classes of 100 to 5, rare ones better',
    sizes: RARE,
    recalls: [0.6, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9, 0.95, 0.95, 0.98, 0.98],
  },
  { name: '100 classes of 5, .9 right', sizes: repeat(5, 100), recalls: repeat(0.9, 100) },
  {
    name: '100 classes of 5, .4 or .95',
    sizes: repeat(5, 100),
    recalls: Array.from({ length: 100 }, (_, i) => (i % 4 === 0 ? 0.4 : 0.95)),
  },
  { name: '10 classes of 200, .97 right', sizes: repeat(200, 10), recalls: repeat(0.97, 10) },
  { name: '2 classes of 480 and 20, .95 and .6', sizes: [480, 20], recalls: [0.95, 0.6] },
  { name: '2 classes of 450 and 50, .97 and .99', sizes: [450, 50], recalls: [0.97, 0.99] },
  { name: '500 classes of 1, .8 right', sizes: repeat(1, 500), recalls: repeat(0.8, 500) },
];

/** A model whose logits are normal, higher by `signal` for the true class, and more for a cluster that is easy. */
interface Model {
  readonly name: string;
  readonly classes: number;
  /** Images per class, or per cluster, whose images are of any class. */
  readonly sizes?: readonly number[];
  readonly clusters?: readonly number[];
  readonly signal: (c: number) => number;
  /** Of the softmax: above 1 the model is sure of itself. */
  readonly sharpness: number;
  readonly domains?: number;
  /** What the first domain has less. */
  readonly handicap?: number;
}

/** Standard deviation of what the images of a cluster share. */
const CLUSTER_SPREAD = 0.8;

const MODELS: readonly Model[] = [
  { name: '2 classes of 250', classes: 2, sizes: [250, 250], signal: () => 2, sharpness: 1 },
  { name: '2 classes of 450 and 50', classes: 2, sizes: [450, 50], signal: () => 1.8, sharpness: 1.5 },
  { name: '2 classes of 450 and 50, easy', classes: 2, sizes: [450, 50], signal: () => 3.3, sharpness: 1 },
  { name: '8 classes of 63', classes: 8, sizes: repeat(63, 8), signal: () => 2.2, sharpness: 1.2 },
  { name: '12 classes of 100 to 5', classes: 12, sizes: RARE, signal: (c) => 3 - 0.15 * c, sharpness: 2 },
  ...[
    { name: '4 domains, alike', handicap: 0 },
    { name: '4 domains, one worse', handicap: 1 },
  ].map((own): Model => ({
    ...{ ...own, classes: 5, sizes: repeat(100, 5), signal: () => 2, sharpness: 1.5, domains: 4 },
  })),
  ...[
    { name: '10 clusters of 50', clusters: repeat(50, 10) },
    { name: '30 clusters of 17', clusters: repeat(17, 30) },
    { name: '20 clusters of 5 to 100', clusters: Array.from({ length: 20 }, (_, i) => 5 + 5 * i) },
    { name: '100 clusters of 10', clusters: repeat(10, 100) },
    { name: '40 clusters of 12, 4 domains, one worse', clusters: repeat(12, 40), domains: 4, handicap: 0.7 },
  ].map((own): Model => ({ ...own, classes: 5, signal: () => 2, sharpness: 1.5 })),
];

const SHOWN: readonly ScoreName[] = [
  'accuracy',
  'macro-accuracy',
  'macro-f1',
  'roc-auc',
  'worst-group-accuracy',
  'log-loss',
  'calibration-error',
];

export default async function bench(): Promise<string> {
  const shares = SITUATIONS.map((situation) => {
    const { anyhow, accuracy, macro } = cover(situation);
    return `| ${[situation.name, sumOf(situation.sizes), ...[anyhow, accuracy, macro].map(percent)].join(' | ')} |`;
  });
  const models = MODELS.map((model) => {
    const found = coverScores(model);
    const cells = SHOWN.map((name) => {
      const own = found.get(name);
      return own === undefined ? '' : `${percent(own.percentiles)} → ${percent(own.product)}`;
    });
    return `| ${[model.name, sumOf(model.sizes ?? model.clusters!), ...cells].join(' | ')} |`;
  });
  return [
    '| situation | n | accuracy, images drawn anyhow | accuracy, Wilson | macro accuracy, effective n |',
    '|---|---|---|---|---|',
    ...shares,
    '',
    `| percentiles → product | n | ${SHOWN.join(' | ')} |`,
    `|---|---|${SHOWN.map(() => '---|').join('')}`,
    ...models,
  ].join('\n');
}

/** Shares of the repetitions whose interval holds the truth; `anyhow`: how many images a class has is left to chance. */
function cover({ name, sizes, recalls }: Situation): { anyhow: number; accuracy: number; macro: number } {
  const random = new Random(`coverage ${name}`);
  const n = sumOf(sizes);
  const expected = sizes.reduce((sum, size, c) => sum + size * recalls[c]!, 0) / n;
  const expectedMacro = sumOf(recalls) / recalls.length;
  const truth = sizes.flatMap((size, c) => repeat(c, size));
  const wrong = sizes.length;
  let [anyhow, accuracy, macro] = [0, 0, 0];
  for (let i = 0; i < REPETITIONS; i++) {
    const prediction = truth.map((c) => (random.next() < recalls[c]! ? c : wrong));
    const right = prediction.filter((c) => c !== wrong).length;
    accuracy += Number(holds(wilsonInterval(right, n)!, expected));
    macro += Number(holds(macroAccuracyInterval(confusionMatrix(truth, prediction, wrong + 1)), expectedMacro));
    const drawn = truth.filter(() => random.next() < recalls[truth[random.integer(n)]!]!).length;
    anyhow += Number(holds(wilsonInterval(drawn, n)!, expected));
  }
  return { anyhow: anyhow / REPETITIONS, accuracy: accuracy / REPETITIONS, macro: macro / REPETITIONS };
}

/** The same for every score, with the percentiles of its resamples beside it. */
function coverScores(model: Model): Map<ScoreName, { percentiles: number; product: number }> {
  const random = new Random(`coverage ${model.name}`);
  const size = sumOf(model.sizes ?? model.clusters!);
  const large = answersOf(model, random, Math.ceil(ROWS_OF_TRUTH / size));
  const expected = new Map(new ResampledScores(large).scores(Int32Array.from(large.truth.keys())));
  const { truth, cluster } = answersOf(model, random);
  const resample = cluster === null ? stratifiedResampler(truth, random) : clusteredResampler(cluster, random);
  const rows = Array.from({ length: RESAMPLES }, () => Int32Array.from(resample()));
  const clusters = model.clusters?.length ?? null;
  const held = new Map([...expected.keys()].map((name) => [name, { percentiles: 0, product: 0 }]));
  for (let i = 0; i < REPETITIONS; i++) {
    const answers = answersOf(model, random);
    for (const { name, ...interval } of scoreCard(answers, { rows, clusters }))
      held.get(name)!.product += Number(holds(interval, expected.get(name)!)) / REPETITIONS;
    if (i >= PERCENTILES) continue;
    const scores = new ResampledScores(answers);
    const drawn = rows.map((own) => new Map(scores.scores(own)));
    for (const [name, value] of scores.scores(Int32Array.from(answers.truth.keys()))) {
      const { low, high } = percentileInterval(drawn.map((own) => own.get(name)!));
      const interval = { low: Math.min(low, value), high: Math.max(high, value) };
      held.get(name)!.percentiles += Number(holds(interval, expected.get(name)!)) / PERCENTILES;
    }
  }
  return held;
}

/** @param times as many test sets, one behind the other */
function answersOf(model: Model, random: Random, times = 1): ScoredAnswers & { cluster: Int32Array | null } {
  const { classes: k, sizes, clusters, domains } = model;
  const images = Array.from({ length: times }, (_, time) =>
    clusters === undefined
      ? sizes!.flatMap((size, c) => repeat(c, size)).map((c) => ({ c, ease: 0, cluster: 0 }))
      : clusters.flatMap((size, g) => {
          const ease = CLUSTER_SPREAD * random.normal();
          const cluster = time * clusters.length + g;
          return repeat(0, size).map(() => ({ c: random.integer(k), ease, cluster }));
        }),
  ).flat();
  const domainOf = (image: number) => (clusters === undefined ? image : images[image]!.cluster) % (domains ?? 1);
  const data = new Float64Array(images.length * k);
  const prediction = Int32Array.from(images, ({ c, ease }, i) => {
    const own = model.signal(c) + ease - (domainOf(i) === 0 ? (model.handicap ?? 0) : 0);
    const logits = Array.from({ length: k }, (_, other) => random.normal() + (other === c ? own : 0));
    const powers = logits.map((z) => Math.exp(model.sharpness * z));
    const total = sumOf(powers);
    powers.forEach((power, other) => (data[i * k + other] = power / total));
    return logits.indexOf(Math.max(...logits));
  });
  return {
    truth: Int32Array.from(images, ({ c }) => c),
    prediction,
    classes: k,
    probabilities: { data, classes: k },
    groups: domains === undefined ? null : Int32Array.from(images.keys(), domainOf),
    cluster: clusters === undefined ? null : Int32Array.from(images, ({ cluster }) => cluster),
  };
}

const holds = ({ low, high }: { low: number; high: number }, value: number) => low <= value && value <= high;
const percent = (share: number) => (100 * share).toFixed(1);
