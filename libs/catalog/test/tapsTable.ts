/** @file The taps of the registry and the reasons for their defaults, as the table of docs/encoders.md. */
import { registeredSide, tapLabel, type RegisteredEncoder } from '@regatta/encoders';

export const TABLE_BEGIN =
  '<!-- taps of the registry: `UPDATE_DOCS=1 npx vitest run libs/catalog/src/encoders/tapsTable` -->';
export const TABLE_END = '<!-- end of the taps -->';

/** What `*` stands for is said below the table. */
export function tapsTable(registry: readonly RegisteredEncoder[]): string {
  return [
    '| encoder | side | tap | other taps | why |',
    '|---|---|---|---|---|',
    ...registry.map(row),
    '',
    '\\* Nobody has read a source for the names of these tensors: the trial run of a pull finds out, and lists those there are.',
  ].join('\n');
}

function row(entry: RegisteredEncoder): string {
  const { name, taps, tap, reason, sources } = entry;
  const shown = (word: string) => `\`${word}\` (${tapLabel(taps[word]!)})`;
  const others = Object.keys(taps).filter((word) => word !== tap);
  const mark = sources.taps === 'unverified' ? ' \\*' : '';
  return `| \`${name}\` | ${registeredSide(entry)} | ${shown(tap)}${mark} | ${others.map(shown).join(', ')} | ${reason} |`;
}
