/** @file The signs that the monitor draws with, and what stands for them where the terminal has only ASCII. */

export interface Glyphs {
  readonly full: string;
  /** Parts of a field, from one step above empty to one below full. */
  readonly parts: readonly string[];
  readonly empty: string;
  readonly done: string;
  readonly failed: string;
  readonly alive: string;
  readonly silent: string;
  readonly left: string;
  readonly dot: string;
  readonly times: string;
  readonly ellipsis: string;
  readonly arrows: string;
}

export const UNICODE: Glyphs = {
  full: '█',
  parts: ['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
  empty: '░',
  done: '✓',
  failed: '✗',
  alive: '●',
  silent: '○',
  left: '×',
  dot: '·',
  times: '×',
  ellipsis: '…',
  arrows: '↑↓←→',
};

export const ASCII: Glyphs = {
  full: '#',
  parts: [],
  empty: '.',
  done: '+',
  failed: 'x',
  alive: '*',
  silent: '?',
  left: '-',
  dot: '-',
  times: 'x',
  ellipsis: '~',
  arrows: 'arrows',
};

/** A bar of exactly `width` signs. A share above zero shows something, one below one leaves something open. */
export function bar(share: number, width: number, glyphs: Glyphs): { filled: string; open: string } {
  const steps = glyphs.parts.length + 1;
  const whole = width * steps;
  const exact = Math.round(Math.min(1, Math.max(0, share)) * whole);
  const filled = share > 0 && exact === 0 ? 1 : share < 1 && exact === whole ? whole - 1 : exact;
  const fields = Math.floor(filled / steps);
  const part = filled % steps > 0 ? glyphs.parts[(filled % steps) - 1]! : '';
  return { filled: glyphs.full.repeat(fields) + part, open: glyphs.empty.repeat(width - fields - part.length) };
}
