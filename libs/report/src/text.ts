/** @file Text of unknown origin in a terminal: without control characters, measured in columns, cut to fit. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Two columns wide: East Asian Wide and Fullwidth blocks, and emoji shown as pictures. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)/u;
const INVISIBLE = /^[\p{Mark}\p{Format}]+$/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// Control characters, and the marks that turn the direction of the text around them.
const CONTROL = /[\p{Control}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** The text on one line and without anything that a terminal would obey: runs of control characters become a space. */
export function stripControls(text: string): string {
  return text.replace(CONTROL, ' ');
}

/** Columns that the text takes in a terminal. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Cuts the text to at most `width` columns; what was cut ends in `ellipsis`. */
export function cutText(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room < 0) return ellipsis.slice(0, Math.max(0, width));
  let cut = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = graphemeWidth(segment);
    if (used + next > room) break;
    cut += segment;
    used += next;
  }
  return cut + ellipsis;
}

/** Cuts or pads the text to exactly `width` columns. */
export function fitText(text: string, width: number, side: 'left' | 'right' = 'left', ellipsis = '…'): string {
  const cut = cutText(text, width, ellipsis);
  const padding = ' '.repeat(Math.max(0, width - displayWidth(cut)));
  return side === 'left' ? cut + padding : padding + cut;
}

/** Breaks the text between words into lines of at most `width` columns; a longer word has a line of its own. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
