/**
 * @file Emoji by their code: code points in lower-case hex, joined by `-`, without the variation selector FE0F, which the
 * vendors write or leave out as they like.
 *
 * Many emoji are one picture in several versions: skin tones, genders, a walk to the left or to the right, families of
 * all sizes. These twins are one *family*, named by its neutral member.
 */

const VARIATION_SELECTOR = 'fe0f';
const JOINER = '-200d-';
const SKIN_TONE = /^1f3f[b-f]$/;
/** The signs of woman and man, and the arrow of `facing right`, at the end of a sequence. */
const QUALIFIERS = new Set(['2640', '2642', '27a1']);
const MAN_WOMAN = new Set(['1f468', '1f469']);
const ADULTS_CHILDREN = new Set(['1f468', '1f469', '1f9d1', '1f466', '1f467', '1f9d2']);
/** Hearts between two people, with and without a kiss; one hand in another; ears of a rabbit and a cloud of dust. */
const COUPLES: readonly { readonly holds: string; readonly family: string }[] = [
  { holds: '1f48b', family: '1f48f' },
  { holds: '2764', family: '1f491' },
  { holds: '1faf2', family: '1f91d' },
  { holds: '1f430', family: '1f46f' },
  { holds: '1faef', family: '1f93c' },
];
/** Gendered emoji that are one code point, and the neutral one. */
const NEUTRAL: Readonly<Record<string, string>> = {
  '1f466': '1f9d2', // boy, girl: child
  '1f467': '1f9d2',
  '1f468': '1f9d1', // man, woman: person
  '1f469': '1f9d1',
  '1f474': '1f9d3', // old man, old woman: older person
  '1f475': '1f9d3',
  '1f934': '1fac5', // prince, princess: person with crown
  '1f478': '1fac5',
  '1f385': '1f9d1-200d-1f384', // Santa and Mrs. Claus: Mx Claus
  '1f936': '1f9d1-200d-1f384',
  '1f57a': '1f483', // man dancing: woman dancing, there is no neutral one
  '1f930': '1fac4', // pregnant woman, pregnant man: pregnant person
  '1fac3': '1fac4',
  '1f46b': '1f9d1-200d-1f91d-200d-1f9d1', // woman and man, men, women holding hands: people holding hands
  '1f46c': '1f9d1-200d-1f91d-200d-1f9d1',
  '1f46d': '1f9d1-200d-1f91d-200d-1f9d1',
};

/** @param code as a vendor writes it */
export function normalizeCode(code: string): string {
  return code
    .toLowerCase()
    .split('-')
    .filter((point) => point !== VARIATION_SELECTOR)
    .join('-');
}

/** Parts that other emoji are put together from and that show nothing of their own: digits, letters of flags, tones. */
export function isComponent(code: string): boolean {
  return /^(?:0?0?(?:23|2a|3\d)|20e3|200d|1f1e[6-9a-f]|1f1f[0-9a-f]|1f3f[b-f]|1f9b[0-3])$/.test(code);
}

/** A code that Unicode leaves to everybody's own use: what one vendor means by it no other does. */
export function isPrivate(code: string): boolean {
  return code.split('-').some((point) => /^(?:e[0-9a-f]{3}|f[0-8][0-9a-f]{2}|f[0-9a-f]{4}|10[0-9a-f]{4})$/.test(point));
}

/** The code of the neutral member of an emoji's family; its own where it has no twins, or is that member. */
export function emojiFamily(code: string): string {
  const parts = code
    .split('-')
    .filter((point) => !SKIN_TONE.test(point))
    .join('-')
    .split(JOINER)
    .filter((part, i) => i === 0 || !QUALIFIERS.has(part));
  if (parts.length > 1 && parts.every((part) => ADULTS_CHILDREN.has(part))) return '1f46a';
  const couple = COUPLES.find(({ holds }) => parts.length > 1 && parts.slice(1).includes(holds));
  // A heart on fire is no couple: those have somebody on both sides.
  if (couple !== undefined && /^1f[0-9a-f]{3}$/.test(parts[0]!)) return couple.family;
  const neutral = parts.map((part) => (MAN_WOMAN.has(part) ? '1f9d1' : part)).join(JOINER);
  return NEUTRAL[neutral] ?? neutral;
}
