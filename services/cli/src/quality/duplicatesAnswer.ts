/** @file Duplicates for people and machines: text, document, page. */
import type { Catalog } from '@regatta/catalog';
import { ORIENTATIONS, type DuplicateMember, type DuplicateSet } from '@regatta/datasets';
import {
  duplicatesSentences,
  formatCount,
  stripControls,
  type DuplicateKind,
  type ReportDuplicateSet,
  type ReportDuplicates,
} from '@regatta/report';
import type { DuplicateFindings } from './duplicateFindings.ts';

const SETS_SHOWN_MAX = 20;
const MEMBERS_SHOWN_MAX = 4;
/** A page of ten megabytes is one that nobody opens; 300 thumbnails are about two. */
const PICTURES_MAX = 300;
const PICTURES_PER_SET_MAX = 6;

const WORDS: Readonly<Record<DuplicateKind, string>> = {
  leak: 'LEAK',
  'official-leak': 'official leak, not trained on',
  contradiction: 'labels differ',
  'across-splits': 'across splits',
  copies: 'copies',
};

export function duplicatesText(findings: DuplicateFindings): string {
  const { sets } = findings;
  const shown = sets.slice(0, SETS_SHOWN_MAX).flatMap((set) => setLines(findings, set));
  const rest = sets.length - Math.min(sets.length, SETS_SHOWN_MAX);
  return [
    ...duplicatesSentences(summaryOf(findings)),
    ...(shown.length > 0 ? ['', ...shown] : []),
    ...(rest > 0 ? [`and ${formatCount(rest)} more; --json lists all.`] : []),
    ...cures(findings),
  ].join('\n');
}

function setLines(findings: DuplicateFindings, set: DuplicateSet): string[] {
  const kind = kindOf(set);
  const differs = set.isContradiction && kind !== 'contradiction' ? ', labels differ' : '';
  const members = set.members.slice(0, MEMBERS_SHOWN_MAX).map((member) => {
    const { path, words } = describe(findings, member);
    return `  ${stripControls(path)}  ${[...words, ...evidenceOf(set, member)].join(', ')}`;
  });
  const rest = set.members.length - members.length;
  return [`${WORDS[kind]}${differs}`, ...members, ...(rest > 0 ? [`  and ${formatCount(rest)} more`] : [])];
}

function cures({ counts }: DuplicateFindings): string[] {
  const { leakedTestImages, contradictions } = counts;
  if (leakedTestImages + contradictions === 0) return [];
  return [
    '',
    ...(leakedTestImages > 0
      ? [
          'Remove one side of each leak, or import from a table whose column `group` has one value for all copies of a picture.',
        ]
      : []),
    ...(contradictions > 0 ? ['Remove the images whose label is wrong.'] : []),
  ];
}

export function duplicatesDocument(findings: DuplicateFindings): object {
  const { dataset, evidence, sets, counts } = findings;
  const pathOf = (image: number) => dataset.manifest.images[image]!.path;
  return {
    type: 'duplicates',
    dataset: dataset.ref,
    images: dataset.manifest.images.length,
    encoder: evidence.encoder,
    counts,
    unreadable: evidence.unreadable.map(pathOf),
    plain: evidence.plain.map(pathOf),
    sets: sets.map((set) => ({
      kind: kindOf(set),
      isContradiction: set.isContradiction,
      splits: set.splits,
      images: set.members.map(({ image, side }) => {
        const { path, sha256, label, split, domain, group } = dataset.manifest.images[image]!;
        const { classes, domains } = dataset.manifest;
        const names = { class: classes[label]!, domain: domain === null ? null : domains[domain]! };
        return { path, sha256, ...names, split, side, group };
      }),
      links: set.links.map(({ a, b, evidence: by, orientation, similarity }) => ({
        a: pathOf(a),
        b: pathOf(b),
        evidence: by,
        orientation: ORIENTATIONS[orientation]!,
        similarity,
      })),
    })),
  };
}

/** With pictures of the gravest sets. */
export async function duplicatesReport(
  catalog: Catalog,
  findings: DuplicateFindings,
  { signal, picturesMax = PICTURES_MAX }: { signal?: AbortSignal; picturesMax?: number } = {},
): Promise<ReportDuplicates> {
  const shown: { set: DuplicateSet; members: readonly DuplicateMember[] }[] = [];
  let room = picturesMax;
  for (const set of findings.sets) {
    const members = set.members.slice(0, PICTURES_PER_SET_MAX);
    if (members.length > room) break;
    room -= members.length;
    shown.push({ set, members });
  }
  const positions = shown.flatMap(({ members }) => members.map(({ image }) => image));
  const thumbnails = await catalog.thumbnails(
    findings.dataset.ref.name,
    positions,
    signal === undefined ? {} : { signal },
  );
  let next = 0;
  const sets = shown.map(({ set, members }): ReportDuplicateSet => {
    const pictures = members.map((member) => {
      const { path, words } = describe(findings, member);
      return { path, thumbnail: thumbnails[next++]!, lines: [...words, ...evidenceOf(set, member)] };
    });
    const { isContradiction } = set;
    return { kind: kindOf(set), isContradiction, pictures, more: set.members.length - members.length };
  });
  return { ...summaryOf(findings), sets };
}

function summaryOf({ dataset, evidence, counts }: DuplicateFindings): ReportDuplicates {
  return {
    dataset: dataset.ref.name,
    images: dataset.manifest.images.length,
    counts,
    sets: [],
    encoder: evidence.encoder?.name ?? null,
    notCompared: evidence.unreadable.length + evidence.plain.length,
  };
}

function kindOf({ leak, isContradiction, splits }: DuplicateSet): DuplicateKind {
  if (leak === 'trained') return 'leak';
  if (leak === 'official') return 'official-leak';
  if (isContradiction) return 'contradiction';
  return splits.length > 1 ? 'across-splits' : 'copies';
}

/** Its class, and where it stands. */
function describe({ dataset }: DuplicateFindings, { image, side }: DuplicateMember): { path: string; words: string[] } {
  const { images, classes, domains } = dataset.manifest;
  const { path, label, split, domain } = images[image]!;
  const place = side === 'neither' ? 'in neither side' : side === 'train' ? 'trained on' : 'tested on';
  const words = [classes[label]!, place];
  if (split !== 'none' && split !== side) words.push(`official ${split}`);
  if (domain !== null) words.push(domains[domain]!);
  return { path, words };
}

/** How the image was found to be the picture of an earlier one. */
function evidenceOf({ links }: DuplicateSet, { image }: DuplicateMember): string[] {
  const link = links.find(({ b }) => b === image);
  if (link === undefined) return [];
  if (link.evidence === 'bytes') return ['the same bytes'];
  const similarity = link.similarity.toFixed(2);
  if (link.evidence === 'features') return [`features alike, ${similarity}`];
  return [link.orientation === 0 ? `alike, ${similarity}` : `${ORIENTATIONS[link.orientation]!}, ${similarity}`];
}
