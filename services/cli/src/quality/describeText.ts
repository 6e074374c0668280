/** @file A dataset for people: facts, then its classes and domains as bars. */
import type { Spread } from '@regatta/catalog';
import { OFFICIAL_SPLITS, type OfficialSplit } from '@regatta/datasets';
import { formatCount, stripControls } from '@regatta/report';
import { factLines } from '../factLines.ts';
import { barChart, type Bar } from './barChart.ts';
import type { DatasetDescription, PartOfDataset } from './describeDataset.ts';

/** Of many parts the largest and the smallest are shown: it is the ends that matter. */
const LARGEST_SHOWN = 24;
const SMALLEST_SHOWN = 6;

export function datasetText(dataset: DatasetDescription, { width }: { width: number }): string {
  const { name, classes, domains } = dataset;
  return [
    name,
    ...factLines(datasetFacts(dataset)),
    '',
    `  ${formatCount(classes.length)} classes`,
    ...chart(
      classes.map((part) => ({ ...part, name: part.title === null ? part.name : `${part.name} (${part.title})` })),
      width,
    ),
    ...(domains.length === 0
      ? []
      : [
          '',
          `  ${formatCount(domains.length)} domains`,
          ...chart(
            domains.map((part) => ({ ...part, name: `${part.name}${part.isInDistribution ? '' : ' (ood)'}` })),
            width,
          ),
        ]),
  ].join('\n');
}

/** Name and value of each fact but the counts of classes and domains. */
export function datasetFacts(dataset: DatasetDescription): (readonly [string, string])[] {
  const { hash, kind, images, bytes, shards, splits, groups, setAside, license, homepage, sizes, about } = dataset;
  const official = splitWords(splits);
  const facts: (readonly [string, string | null])[] = [
    ['hash', hash],
    ['kind', kind],
    [
      'images',
      `${formatCount(images)}, ${(bytes / 1e6).toFixed(1)} MB in ${shards === 1 ? '1 shard' : `${formatCount(shards)} shards`}`,
    ],
    ['splits', official === '' ? 'none of its own' : official],
    ['metric', dataset.metric],
    ['balance', balanceWords(dataset)],
    ['pixels', pixelWords(dataset)],
    ['file size', spreadWords(sizes.bytes, (value) => `${(value / 1000).toFixed(1)} KB`)],
    ['formats', formatWords(dataset)],
    ['groups', groups === 0 ? null : formatCount(groups)],
    ['same bytes', formatCount(dataset.duplicates)],
    ['duplicates', duplicateWords(dataset)],
    ['set aside', setAside === 0 ? null : `${formatCount(setAside)} images, in no split`],
    ['pretraining', about.pretraining === undefined ? null : relationWords(about.pretraining)],
    [
      'templates',
      about.templates === undefined ? null : `${about.templates.length}, for example "${about.templates[0]!}"`,
    ],
    ['license', license],
    ['homepage', homepage],
    ...(about.quirks ?? []).map((quirk) => ['note', quirk] as const),
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, stripControls(value)] as const]));
}

function chart(parts: readonly PartOfDataset[], width: number): string[] {
  const sorted = [...parts].sort((a, b) => b.images - a.images || (a.name < b.name ? -1 : 1));
  const bar = ({ name, images, splits }: PartOfDataset): Bar => ({ name, count: images, remark: splitWords(splits) });
  const between = sorted.length - LARGEST_SHOWN - SMALLEST_SHOWN;
  if (between <= 1) return barChart(sorted.map(bar), width);
  const shown = [...sorted.slice(0, LARGEST_SHOWN), ...sorted.slice(-SMALLEST_SHOWN)];
  const lines = barChart(shown.map(bar), width);
  return lines.toSpliced(LARGEST_SHOWN, 0, `  ... ${formatCount(between)} between, --json lists all`);
}

function splitWords(splits: Readonly<Record<OfficialSplit, number>>): string {
  return OFFICIAL_SPLITS.filter((split) => split !== 'none' && splits[split] > 0)
    .map((split) => `${split} ${formatCount(splits[split])}`)
    .join(', ');
}

function balanceWords({ imbalance, classes }: DatasetDescription): string {
  const { ratio, entropy, evenness, effectiveClasses, majorityShare } = imbalance;
  return (
    `largest class ${ratio.toFixed(1)} times the smallest, ${(100 * majorityShare).toFixed(1)} % of all; entropy ${entropy.toFixed(2)} bits ` +
    `(evenness ${evenness.toFixed(2)}), as of ${effectiveClasses.toFixed(1)} equal classes of ${classes.length}`
  );
}

function pixelWords({ sizes, images }: DatasetDescription): string {
  const { width, height, looked, unreadable } = sizes;
  if (width === null || height === null) return `none of ${formatCount(looked)} looked at can be read`;
  const at = (of: keyof Spread) => `${formatCount(width[of])} x ${formatCount(height[of])}`;
  const remarks = [
    ...(looked < images ? [`of ${formatCount(looked)} sampled`] : []),
    ...(unreadable > 0 ? [`${formatCount(unreadable)} cannot be read`] : []),
  ];
  return `width and height each: min ${at('min')}, median ${at('median')}, max ${at('max')}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
}

function formatWords({ sizes, images }: DatasetDescription): string {
  const words = sizes.formats.map(({ format, images: count }) => `${format} ${formatCount(count)}`).join(', ');
  return sizes.looked < images ? `${words} (of ${formatCount(sizes.looked)} sampled)` : words;
}

function duplicateWords({ name, pictures }: DatasetDescription): string {
  if (pictures === null) return `not looked for: \`regatta datasets duplicates ${name}\``;
  const { sets, leakedTestImages, contradictions, encoder } = pictures;
  const by = encoder === null ? '' : `, also by features of ${encoder}`;
  const words = [`${sets === 1 ? '1 picture' : `${formatCount(sets)} pictures`} more than once${by}`];
  if (leakedTestImages > 0) words.push(`leaked test images: ${formatCount(leakedTestImages)}`);
  if (contradictions > 0) words.push(`with several labels: ${formatCount(contradictions)}`);
  return words.join('; ');
}

function spreadWords({ min, median, max }: Spread, words: (value: number) => string): string {
  return `min ${words(min)}, median ${words(median)}, max ${words(max)}`;
}

function relationWords(pretraining: Readonly<Record<string, string>>): string {
  return Object.entries(pretraining)
    .map(([family, relation]) => `${relation} that of ${family}`)
    .join(', ');
}
