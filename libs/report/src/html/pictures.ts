/** @file Pictures of a dataset in a page, each with what it is below it. */
import { ReportError } from '../errors.ts';
import { escapeHtml } from './escapeHtml.ts';

export interface ReportPicture {
  /** Where the image came from; shown when the pointer rests on it. */
  readonly path: string;
  /** A data URI; null for an image that cannot be shown. */
  readonly thumbnail: string | null;
  /** Lines below it, the first in bold. */
  readonly lines: readonly string[];
}

const THUMBNAIL = /^data:image\/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+=*$/;

/** @throws {ReportError} a thumbnail that is no picture in the page itself */
export function pictures(of: readonly ReportPicture[]): string {
  return `<div class="pictures">\n${of.map(figure).join('\n')}\n</div>`;
}

function figure({ path, thumbnail, lines }: ReportPicture): string {
  if (thumbnail !== null && !THUMBNAIL.test(thumbnail))
    throw new ReportError(`Expected a picture as data:image/...;base64, of ${path}, got "${thumbnail.slice(0, 40)}".`);
  const shown =
    thumbnail === null
      ? '<span class="missing">cannot be shown</span>'
      : `<img src="${thumbnail}" alt="${escapeHtml(path)}" loading="lazy">`;
  const [first = '', ...others] = lines;
  const text = [`<b>${escapeHtml(first)}</b>`, ...others.map(escapeHtml)].join('<br>');
  return `<figure class="picture" title="${escapeHtml(path)}">${shown}<figcaption>${text}</figcaption></figure>`;
}
