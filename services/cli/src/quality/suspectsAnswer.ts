/** @file Doubtful labels for people and machines: text, document, page. */
import type { Catalog } from '@regatta/catalog';
import { formatCount, stripControls, type ReportSuspects } from '@regatta/report';
import type { LabelSuspects } from './labelSuspects.ts';

const PICTURES_MAX = 200;

export function suspectsText(found: LabelSuspects, top: number): string {
  const { suspects, dataset } = found;
  const { images, classes } = dataset.manifest;
  const shown = suspects.slice(0, top).map(({ image, label, suggested, labelProbability, suggestedProbability }) => {
    const words = `${classes[label]!} ${labelProbability.toFixed(2)}, looks like ${classes[suggested]!} ${suggestedProbability.toFixed(2)}`;
    return `  ${stripControls(images[image]!.path)}  ${words}`;
  });
  const rest = suspects.length - shown.length;
  return [
    ...notesOf(found),
    ...(shown.length > 0 ? ['', ...shown] : []),
    ...(rest > 0 ? [`and ${formatCount(rest)} more; --top shows more, --json all.`] : []),
  ].join('\n');
}

export function suspectsDocument({ dataset, source, suspects, ...found }: LabelSuspects): object {
  const { images, classes } = dataset.manifest;
  return {
    type: 'suspects',
    dataset: dataset.ref,
    encoder: source,
    ...found,
    suspects: suspects.map(({ image, label, suggested, ...numbers }) => {
      const { path, sha256, split } = images[image]!;
      return { path, sha256, split, class: classes[label]!, suggested: classes[suggested]!, ...numbers };
    }),
  };
}

/** With pictures of the likeliest ones. */
export async function suspectsReport(
  catalog: Catalog,
  found: LabelSuspects,
  { signal }: { signal: AbortSignal },
): Promise<ReportSuspects> {
  const { suspects, dataset } = found;
  const { images, classes } = dataset.manifest;
  const shown = suspects.slice(0, PICTURES_MAX);
  const thumbnails = await catalog.thumbnails(
    dataset.ref.name,
    shown.map(({ image }) => image),
    { signal },
  );
  const pictures = shown.map(({ image, label, suggested, labelProbability, suggestedProbability }, i) => ({
    path: images[image]!.path,
    thumbnail: thumbnails[i]!,
    lines: [
      `${classes[label]!} ${labelProbability.toFixed(2)}`,
      `looks like ${classes[suggested]!} ${suggestedProbability.toFixed(2)}`,
    ],
  }));
  const rest = suspects.length - shown.length;
  return { notes: [...notesOf(found), ...(rest > 0 ? [`${formatCount(rest)} more are not shown.`] : [])], pictures };
}

function notesOf({ dataset, source, accuracy, judged, notJudged, noise, suspects }: LabelSuspects): string[] {
  return [
    `${dataset.ref.name}: ${formatCount(suspects.length)} of ${formatCount(judged)} labels may be wrong, by features of ${source.encoder}, the likeliest first. About ${(100 * noise).toFixed(1)} % of all labels are estimated to be.`,
    `A logistic regression on these features gets ${(100 * accuracy).toFixed(1)} % of images right that it was not trained on. What it mistakes is suspect, too, where it is sure of itself: look before you change a label.`,
    ...(notJudged > 0
      ? [`${formatCount(notJudged)} images are not judged: they cannot be read, or all of their class belong together.`]
      : []),
  ];
}
