/** @file A line of a terminal as spans of text with styles, before anyone decides how to draw it. */
import { cutText, displayWidth, stripControls } from '@regatta/report';

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

export interface Style {
  readonly color?: Color;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

export interface Span extends Style {
  readonly text: string;
}

export type Line = readonly Span[];

/** Text of any origin becomes a span on one line, without control characters. */
export function span(text: string, style: Style = {}): Span {
  return { text: stripControls(text), ...style };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Cuts the line to at most `width` columns. */
export function cutLine(line: Line, width: number, ellipsis = '…'): Line {
  const cut: Span[] = [];
  let room = width;
  for (const one of line) {
    if (room <= 0) break;
    const text = cutText(one.text, room, ellipsis);
    cut.push({ ...one, text });
    room -= displayWidth(text);
    if (text !== one.text) break;
  }
  return cut;
}

/** Left and right part of one line; the left one is cut when both do not fit. */
export function justify(left: Line, right: Line, width: number, ellipsis = '…'): Line {
  const rightCut = cutLine(right, width, ellipsis);
  const room = width - lineWidth(rightCut);
  const leftCut = cutLine(left, Math.max(0, room - 2), ellipsis);
  return [...leftCut, span(' '.repeat(Math.max(0, room - lineWidth(leftCut)))), ...rightCut];
}

export function plainText(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

const CODES: Readonly<Record<Color, number>> = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };

/** The line with ANSI styles, or without any when `isColor` is false. */
export function toAnsi(line: Line, isColor: boolean): string {
  if (!isColor) return plainText(line);
  return line
    .map(({ text, color, bold, dim }) => {
      const codes = [...(bold ? [1] : []), ...(dim ? [2] : []), ...(color ? [CODES[color]] : [])];
      return codes.length > 0 ? `\x1b[${codes.join(';')}m${text}\x1b[0m` : text;
    })
    .join('');
}
