/**
 * @file Which emoji race, under which class, and by which icon each vendor draws them.
 *
 * In the splits are the emoji that all vendors draw, so that every vendor is tested on the same ones and a gap between
 * two vendors is one of style alone. Of each family only the neutral member is there. Set aside, with all their twins,
 * are the families that some vendor lacks and a fifth of the others, to pretrain on. What is left, twins of emoji in the
 * splits, is in neither.
 */
import { createHash } from 'node:crypto';
import { emojiFamily, isComponent, isPrivate, normalizeCode } from './emojiCode.ts';
import { iconSvg } from './iconSvg.ts';
import type { Vendor, VendorName } from './vendor.ts';

/** The groups of Unicode; flags, components and the vendors' own extras are none of them. */
export const EMOJI_CLASSES = [
  'Activities',
  'Animals & Nature',
  'Food & Drink',
  'Objects',
  'People & Body',
  'Smileys & Emotion',
  'Symbols',
  'Travel & Places',
] as const;
export type EmojiClass = (typeof EMOJI_CLASSES)[number];

export interface EmojiDrawing {
  readonly vendor: VendorName;
  /** Name of the icon in the vendor's package. */
  readonly icon: string;
  readonly code: string;
  readonly family: string;
  readonly className: EmojiClass;
}

export interface ChosenEmoji {
  readonly inSplits: readonly EmojiDrawing[];
  readonly setAside: readonly EmojiDrawing[];
}

/** Of the families that all vendors draw, this share is set aside. */
const SET_ASIDE_SHARE = 0.2;

/** Sorted by vendor, then by code; the same for the same packages. */
export function chooseEmoji(vendors: readonly Vendor[]): ChosenEmoji {
  const classes = classOfCode(vendors);
  const codeOfName = namesOf(vendors, classes);
  const codes = vendors.map((vendor) => iconOfCode(vendor, { codeOfName, classes }));
  const isDrawnByAll = (family: string) => codes.every((icons) => icons.has(family));
  const inSplits: EmojiDrawing[] = [];
  const setAside: EmojiDrawing[] = [];
  for (const [i, vendor] of vendors.entries()) {
    for (const [code, icon] of [...codes[i]!].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const family = emojiFamily(code);
      const drawing = { vendor: vendor.name, icon, code, family, className: classes.get(code)! };
      if (!isDrawnByAll(family) || isSetAside(family)) setAside.push(drawing);
      else if (code === family) inSplits.push(drawing);
    }
  }
  return { inSplits, setAside };
}

/** By a hash of the family alone: one emoji more in the packages moves no other. */
function isSetAside(family: string): boolean {
  const hash = createHash('sha256').update(`emoji-drift set aside ${family}`).digest();
  return hash.readUInt32BE(0) / 2 ** 32 < SET_ASIDE_SHARE;
}

/** The first vendor that knows an emoji's group decides: later ones follow older versions of Unicode. */
function classOfCode(vendors: readonly Vendor[]): Map<string, EmojiClass> {
  const classes = new Map<string, EmojiClass>();
  for (const { characters, groups } of vendors) {
    for (const [written, icon] of characters) {
      const code = normalizeCode(written);
      const className = emojiClass(groups.get(icon));
      if (className === undefined || classes.has(code) || isComponent(code) || isPrivate(code)) continue;
      classes.set(code, className);
    }
  }
  return classes;
}

/** `Animals Nature` and `Animals & Nature` are one class; flags, extras and modifiers are none. */
function emojiClass(group: string | undefined): EmojiClass | undefined {
  const words = (name: string) =>
    name
      .toLowerCase()
      .match(/[a-z]+/g)!
      .join(' ');
  return group === undefined ? undefined : EMOJI_CLASSES.find((className) => words(className) === words(group));
}

/**
 * The icon of each emoji. A package without codes (emojione), or with icons that it gives no code, is read by the names
 * that others use, its own aliases included.
 */
function iconOfCode(
  vendor: Vendor,
  { codeOfName, classes }: { codeOfName: ReadonlyMap<string, string>; classes: ReadonlyMap<string, EmojiClass> },
): Map<string, string> {
  const icons = new Map<string, string>();
  const pictures = new Set<string>();
  const add = (code: string | undefined, icon: string) => {
    if (code === undefined || !classes.has(code) || icons.has(code)) return;
    // One picture is one emoji: emojione's old alias `cricket` shows the game, not the insect that others mean by it.
    const picture = iconSvg(vendor, icon);
    if (pictures.has(picture)) return;
    pictures.add(picture);
    icons.set(code, icon);
  };
  for (const [written, icon] of vendor.characters) add(normalizeCode(written), icon);
  // Names before aliases, which may be left from older versions.
  for (const icon of Object.keys(vendor.icons.icons)) add(codeOfName.get(icon), icon);
  for (const alias of Object.keys(vendor.icons.aliases)) add(codeOfName.get(alias), alias);
  return icons;
}

/** Name -> code by all vendors; the first to use a name decides, aliases come after names. */
function namesOf(vendors: readonly Vendor[], classes: ReadonlyMap<string, EmojiClass>): Map<string, string> {
  const codes = new Map<string, string>();
  for (const { characters } of vendors) {
    for (const [written, icon] of characters) {
      const code = normalizeCode(written);
      if (classes.has(code) && !codes.has(icon)) codes.set(icon, code);
    }
  }
  for (const { icons } of vendors) {
    for (const [alias, { parent, hFlip, vFlip, rotate }] of Object.entries(icons.aliases)) {
      const code = codes.get(parent);
      // A mirrored icon is another emoji under a name of its own.
      if (code === undefined || hFlip || vFlip || rotate || codes.has(alias)) continue;
      codes.set(alias, code);
    }
  }
  return codes;
}
