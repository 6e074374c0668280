/** @file An icon of a package as an SVG document of its own. */
import type { Vendor } from './vendor.ts';

/** Side of every picture. @unit pixels */
export const EMOJI_SIDE = 96;
/** Aliases of aliases: Iconify allows a few, never a circle. */
const ALIASES_MAX = 5;

/**
 * Drawn square; a picture that is not square stands in the middle.
 * @param icon its name or one of its aliases, which may mirror it
 * @throws {Error} the package has no such icon.
 */
export function iconSvg({ name, icons }: Vendor, icon: string): string {
  let key = icon;
  const aliases = [];
  for (
    let alias = icons.aliases[key];
    alias !== undefined && aliases.length < ALIASES_MAX;
    alias = icons.aliases[key]
  ) {
    aliases.push(alias);
    key = alias.parent;
  }
  const found = Object.hasOwn(icons.icons, key) ? icons.icons[key] : undefined;
  if (found === undefined) throw new Error(`the package ${name} has no icon ${key}`);
  const { left = 0, top = 0, width = icons.width, height = icons.height, body } = found;
  let content = body;
  for (const { hFlip, vFlip, rotate } of aliases.reverse()) {
    if (rotate) throw new Error('the icon is rotated, which no emoji was until now');
    if (hFlip) content = `<g transform="translate(${2 * left + width} 0) scale(-1 1)">${content}</g>`;
    if (vFlip) content = `<g transform="translate(0 ${2 * top + height}) scale(1 -1)">${content}</g>`;
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${EMOJI_SIDE}" ` +
    `height="${EMOJI_SIDE}" viewBox="${left} ${top} ${width} ${height}">${content}</svg>`
  );
}
