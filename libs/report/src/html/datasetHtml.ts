/** @file A dataset as one page: what is in it, pictures of each class, its duplicates, its doubtful labels. */
import { formatTime } from '../formatScore.ts';
import { duplicatesSection, type ReportDuplicates } from './duplicatesSection.ts';
import { escapeHtml } from './escapeHtml.ts';
import { page, section } from './page.ts';
import { pictures, type ReportPicture } from './pictures.ts';
import { table } from './table.ts';

export interface DatasetPage {
  readonly dataset: string;
  /** Name and value, in their order. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** Pictures of each class. */
  readonly gallery?: readonly { readonly title: string; readonly pictures: readonly ReportPicture[] }[];
  readonly duplicates?: ReportDuplicates;
  readonly suspects?: ReportSuspects;
  readonly generatedAt: Date;
}

export interface ReportSuspects {
  /** What was done, and what to think of it. */
  readonly notes: readonly string[];
  /** Likeliest wrong first. */
  readonly pictures: readonly ReportPicture[];
}

/** The same input gives the same bytes. @throws {ReportError} a thumbnail that is no picture */
export function datasetHtml({ dataset, facts, gallery, duplicates, suspects, generatedAt }: DatasetPage): string {
  const sections = [
    ...(facts === undefined ? [] : [section('What is in it', factsTable(facts))]),
    ...(duplicates === undefined ? [] : [section('Duplicates and leaks', duplicatesSection(duplicates))]),
    ...(suspects === undefined ? [] : [section('Labels that may be wrong', suspectsMarkup(suspects))]),
    ...(gallery === undefined ? [] : [section('Pictures', gallery.map(classMarkup).join('\n'))]),
  ];
  return page({
    title: dataset,
    windowTitle: `${dataset}: Regatta dataset`,
    facts: `page made ${formatTime(generatedAt)}`,
    sections,
  });
}

function factsTable(facts: readonly (readonly [string, string])[]): string {
  return table({
    caption: '',
    columns: [
      { title: 'fact', text: ([name]: readonly [string, string]) => name },
      { title: 'value', text: ([, value]) => value },
    ],
    rows: facts,
  });
}

function suspectsMarkup({ notes, pictures: of }: ReportSuspects): string {
  const said = notes.map((text) => `<p>${escapeHtml(text)}</p>`);
  return [...said, ...(of.length > 0 ? [pictures(of)] : [])].join('\n');
}

function classMarkup({ title, pictures: of }: { title: string; pictures: readonly ReportPicture[] }): string {
  return `<h3>${escapeHtml(title)}</h3>\n${pictures(of)}`;
}
