/**
 * @file A terminal's lines, with their ANSI styles, as an SVG picture: each run of one style is a text of fixed length,
 * so columns stay aligned in whatever monospaced font the reader has, and blocks of bars are drawn as rectangles.
 */
import { displayWidth } from '@regatta/report';

export interface SvgPictureOptions {
  readonly columns: number;
  /** Stands in the window's title bar and is the picture's name for readers who do not see it. */
  readonly title: string;
}

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly color: string | null;
}

interface Run {
  readonly text: string;
  readonly column: number;
  readonly width: number;
  readonly style: Style;
}

const CELL = { width: 8.4, height: 18 };
const MARGIN = { x: 14, top: 40, bottom: 14 };
const PLAIN: Style = { bold: false, dim: false, inverse: false, color: null };
const INK = '#e4e4e7';
const PAPER = '#18181b';
const COLORS = ['#52525b', '#f87171', '#4ade80', '#facc15', '#60a5fa', '#e879f9', '#22d3ee', '#e4e4e7'];
const BRIGHT = ['#a1a1aa', '#fca5a5', '#86efac', '#fde047', '#93c5fd', '#f0abfc', '#67e8f9', '#ffffff'];
const BLOCKS = '▏▎▍▌▋▊▉█';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** @param lines as a terminal would get them; escape sequences other than colours and styles are left out */
export function svgPicture(lines: readonly string[], { columns, title }: SvgPictureOptions): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN.x);
  const height = Math.ceil(lines.length * CELL.height + MARGIN.top + MARGIN.bottom);
  const name = escapeXml(title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-labelledby="t">`,
    `<title id="t">${name}</title>`,
    '<style>text{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}.b{font-weight:700}</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    ...['#f87171', '#facc15', '#4ade80'].map(
      (fill, i) => `<circle cx="${18 + 18 * i}" cy="18" r="5.5" fill="${fill}"/>`,
    ),
    `<text x="${round(width / 2)}" y="23" text-anchor="middle" fill="#a1a1aa">${name}</text>`,
    ...lines.flatMap((line, row) => runs(line).flatMap((run) => drawRun(run, row))),
    '</svg>',
    '',
  ].join('\n');
}

function drawRun({ text, column, width, style }: Run, row: number): string[] {
  const [x, y] = [MARGIN.x + column * CELL.width, MARGIN.top + row * CELL.height];
  const color = style.color ?? INK;
  const [ink, paper] = style.inverse ? [PAPER, color] : [color, null];
  const opacity = style.dim ? ' opacity="0.55"' : '';
  const drawn: string[] = [];
  if (paper !== null)
    drawn.push(
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width * CELL.width)}" height="${CELL.height}" fill="${paper}"/>`,
    );
  if (/^[▏▎▍▌▋▊▉█░]+$/.test(text)) return [...drawn, ...drawBlocks(text, x, y, ink, opacity)];
  if (text.trim() === '') return drawn;
  const bold = style.bold ? ' class="b"' : '';
  // Not every reader of SVG keeps blanks at the ends of a text, or more than one in a row.
  for (const { 0: words, index } of text.matchAll(/\S+(?: \S+)*/g)) {
    const from = x + displayWidth(text.slice(0, index)) * CELL.width;
    const length = round(displayWidth(words) * CELL.width);
    drawn.push(
      `<text x="${round(from)}" y="${round(y + 13.5)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${bold} fill="${ink}"${opacity}>${escapeXml(words)}</text>`,
    );
  }
  return drawn;
}

/** Solid blocks are one rectangle however many there are; the rest of a begun field and light shade are fainter. */
function drawBlocks(text: string, x: number, y: number, ink: string, opacity: string): string[] {
  const rect = (from: number, to: number, fill: string, extra: string) =>
    `<rect x="${round(x + from * CELL.width)}" y="${round(y + 2)}" width="${round((to - from) * CELL.width)}" height="${CELL.height - 5}" fill="${fill}"${extra}/>`;
  const solid = text.replace(/░.*$/, '');
  const end = [...solid].reduce((sum, block) => sum + BLOCKS.indexOf(block) + 1, 0) / 8;
  return [
    ...(end > 0 ? [rect(0, end, ink, opacity)] : []),
    ...(end < text.length ? [rect(end, text.length, INK, ' opacity="0.2"')] : []),
  ];
}

/** Cuts a line where its style changes, and around bars. */
function runs(line: string): Run[] {
  const found: Run[] = [];
  let style = PLAIN;
  let column = 0;
  for (const [part] of line.matchAll(/\x1b\[[0-9;:?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[^\x1b]+/g)) {
    if (part.startsWith('\x1b')) {
      if (part.endsWith('m')) style = restyle(style, part.slice(2, -1));
      continue;
    }
    for (const text of part.match(/[▏▎▍▌▋▊▉█░]+|[^▏▎▍▌▋▊▉█░]+/g) ?? []) {
      // Wide signs have runs of their own: their glyphs come from other fonts, and must not push what follows.
      for (const piece of splitWide(text)) {
        const width = displayWidth(piece);
        found.push({ text: piece, column, width, style });
        column += width;
      }
    }
  }
  return found;
}

function splitWide(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return [text];
  const pieces: string[] = [];
  let narrow = '';
  for (const { segment } of graphemes.segment(text)) {
    if (displayWidth(segment) < 2) narrow += segment;
    else {
      if (narrow !== '') pieces.push(narrow);
      pieces.push(segment);
      narrow = '';
    }
  }
  return narrow === '' ? pieces : [...pieces, narrow];
}

/** Select Graphic Rendition, ECMA-48 8.3.117: the codes that the monitor, tmux and script write. */
function restyle(style: Style, parameters: string): Style {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) next = PLAIN;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 7) next = { ...next, inverse: true };
    else if (code === 27) next = { ...next, inverse: false };
    else if (code >= 30 && code <= 37) next = { ...next, color: COLORS[code - 30]! };
    else if (code >= 90 && code <= 97) next = { ...next, color: BRIGHT[code - 90]! };
    else if (code === 39) next = { ...next, color: null };
    else if (code === 38 && codes[i + 1] === 5) {
      next = { ...next, color: paletteColor(codes[i + 2] ?? 7) };
      i += 2;
    } else if (code === 38 && codes[i + 1] === 2) {
      const [r = 0, g = 0, b = 0] = codes.slice(i + 2, i + 5);
      next = { ...next, color: `rgb(${r},${g},${b})` };
      i += 4;
    } else if (code === 48) i += codes[i + 1] === 2 ? 4 : 2; // Backgrounds are left out, with their parameters.
  }
  return next;
}

/** The 256 colours: 16 named, a cube of 6 x 6 x 6, 24 greys. */
function paletteColor(index: number): string {
  if (index < 8) return COLORS[index]!;
  if (index < 16) return BRIGHT[index - 8]!;
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + 10 * (index - 232))
      .join(',')})`;
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level).join(',')})`;
}

function round(x: number): string {
  return String(Number(x.toFixed(2)));
}

function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!);
}
