/**
 * @file How often a 95 % interval holds the truth: Wilson's for accuracy, and Wilson's at the effective size for macro
 * accuracy, over 2000 simulated test sets per situation. Sampling error of a share of 95 % is half a percent.
 */
import { confusionMatrix, macroAccuracyInterval, wilsonInterval } from '@regatta/metrics';
import { Random } from '@regatta/tensor';

const REPETITIONS = 2000;

interface Situation {
  readonly name: string;
  /** Test images per class. */
  readonly sizes: readonly number[];
  /** Chance of each class's images to be right. */
  readonly recalls: readonly number[];
}

const repeat = (value: number, times: number) => new Array<number>(times).fill(value);
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
  { name: '500 classes of 1, .8 right', sizes: repeat(1, 500), recalls: repeat(0.8, 500) },
];

export default async function bench(): Promise<string> {
  const rows = SITUATIONS.map((situation) => {
    const { accuracy, macro } = cover(situation);
    const n = situation.sizes.reduce((sum, size) => sum + size, 0);
    return `| ${situation.name} | ${n} | ${percent(accuracy)} | ${percent(macro)} |`;
  });
  return ['| situation | n | accuracy, Wilson | macro accuracy, effective n |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

/** Shares of the repetitions whose interval holds the truth. */
function cover({ name, sizes, recalls }: Situation): { accuracy: number; macro: number } {
  const random = new Random(`coverage ${name}`);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const expected = sizes.reduce((sum, size, c) => sum + size * recalls[c]!, 0) / n;
  const expectedMacro = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  const truth = sizes.flatMap((size, c) => repeat(c, size));
  const wrong = sizes.length;
  let [accuracy, macro] = [0, 0];
  for (let i = 0; i < REPETITIONS; i++) {
    const prediction = truth.map((c) => (random.next() < recalls[c]! ? c : wrong));
    const right = prediction.filter((c) => c !== wrong).length;
    accuracy += Number(holds(wilsonInterval(right, n)!, expected));
    macro += Number(holds(macroAccuracyInterval(confusionMatrix(truth, prediction, wrong + 1)), expectedMacro));
  }
  return { accuracy: accuracy / REPETITIONS, macro: macro / REPETITIONS };
}

const holds = ({ low, high }: { low: number; high: number }, value: number) => low <= value && value <= high;
const percent = (share: number) => (100 * share).toFixed(1);
