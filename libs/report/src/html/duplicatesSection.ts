/** @file Pictures that a dataset has more than once, with what they do to scores: leaks first. */
import { formatCount } from '../formatScore.ts';
import { escapeHtml } from './escapeHtml.ts';
import { pictures, type ReportPicture } from './pictures.ts';

export type DuplicateKind = 'leak' | 'official-leak' | 'contradiction' | 'across-splits' | 'copies';

export interface ReportDuplicateSet {
  readonly kind: DuplicateKind;
  /** The same picture under several labels; of a leak, too. */
  readonly isContradiction: boolean;
  readonly pictures: readonly ReportPicture[];
  /** Images of the set that are not among the pictures. */
  readonly more: number;
}

export interface ReportDuplicates {
  readonly dataset: string;
  readonly images: number;
  readonly counts: {
    readonly sets: number;
    readonly copies: number;
    readonly leakedTestImages: number;
    readonly officialLeaks: number;
    readonly contradictions: number;
  };
  /** Gravest first; not always all. */
  readonly sets: readonly ReportDuplicateSet[];
  /** Whose features were compared; null when pixels alone were. */
  readonly encoder: string | null;
  /** Images whose copies could not be looked for: not decodable, or with nothing on them. */
  readonly notCompared: number;
}

const TITLES: Readonly<Record<DuplicateKind, string>> = {
  leak: 'Trained and tested on',
  'official-leak': 'In the official test split and in another one; Regatta trains on none of them',
  contradiction: 'One picture with several labels',
  'across-splits': 'In several official splits, none of them the test split',
  copies: 'Several times on one side',
};
const ORDER = Object.keys(TITLES) as DuplicateKind[];

export function duplicatesSection(duplicates: ReportDuplicates): string {
  const { sets, counts } = duplicates;
  const groups = Map.groupBy(sets, ({ kind }) => kind);
  const parts = ORDER.flatMap((kind) => {
    const own = groups.get(kind);
    return own === undefined ? [] : [`<h3>${escapeHtml(TITLES[kind])}</h3>`, ...own.map(setMarkup)];
  });
  const rest = counts.sets - sets.length;
  return [
    ...duplicatesSentences(duplicates).map((text) => `<p>${escapeHtml(text)}</p>`),
    ...parts,
    ...(rest > 0
      ? [`<p class="soft">${formatCount(rest)} more are not shown; regatta datasets duplicates --json lists all.</p>`]
      : []),
  ].join('\n');
}

/** What was found, in words, for pages and terminals. */
export function duplicatesSentences({ dataset, images, counts, encoder, notCompared }: ReportDuplicates): string[] {
  const { sets, copies, leakedTestImages, officialLeaks, contradictions } = counts;
  const by = encoder === null ? 'by bytes and pixels' : `by bytes, pixels and features of ${encoder}`;
  const said = [
    sets === 0
      ? `${dataset}: none of ${formatCount(images)} images is a copy of another (looked for ${by}).`
      : `${dataset}: ${count(sets, 'picture is', 'pictures are')} among ${formatCount(images)} images more than once, ${count(copies, 'copy', 'copies')} in all (looked for ${by}).`,
  ];
  if (leakedTestImages > 0)
    said.push(
      `${count(leakedTestImages, 'test image shows a picture', 'test images show pictures')} that methods train on: scores are too good.`,
    );
  if (officialLeaks > leakedTestImages)
    said.push(
      `${count(officialLeaks, 'image', 'images')} of the official test split ${officialLeaks === 1 ? 'has a copy' : 'have copies'} in another official split.`,
    );
  if (contradictions > 0)
    said.push(
      `${count(contradictions, 'picture has', 'pictures have')} several labels, of which one at most is right.`,
    );
  if (notCompared > 0)
    said.push(
      `${count(notCompared, 'image', 'images')} could be compared by bytes alone: not decodable, or with nothing on ${notCompared === 1 ? 'it' : 'them'}.`,
    );
  return said;
}

function setMarkup({ pictures: of, more, isContradiction, kind }: ReportDuplicateSet): string {
  const remarks = [
    ...(isContradiction && kind !== 'contradiction' ? ['The labels differ.'] : []),
    ...(more > 0 ? [`And ${formatCount(more)} more of the same.`] : []),
  ];
  return [pictures(of), ...remarks.map((text) => `<p class="soft">${escapeHtml(text)}</p>`)].join('\n');
}

function count(number: number, one: string, many: string): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}
