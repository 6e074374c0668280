import { Pictures, truth, type Miniature, type Truth } from './miniature.ts';

/** Manufacturer, family, variant: names hold blanks and slashes, and their lists are not sorted by them. */
const AIRCRAFT = [
  ['Boeing', 'Boeing 707', '707-320'],
  ['Boeing', 'Boeing 737', '737-200'],
  ['Lockheed Martin', 'F-16', 'F-16A/B'],
  ['McDonnell Douglas', 'F/A-18', 'F/A-18'],
] as const;
const SPLITS = ['train', 'val', 'test'] as const;
const PER_SPLIT = 2;
const LEVELS = ['manufacturer', 'family', 'variant'] as const;
const LISTS = { manufacturer: 'manufacturers', family: 'families', variant: 'variants' };

export async function fgvcAircraft(
  level: (typeof LEVELS)[number] = 'variant',
  base = 'fgvc-aircraft-2013b/data/',
): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const lines: Record<string, string> = {};
  let number = 34_309;
  for (const names of AIRCRAFT) {
    for (const split of SPLITS) {
      for (let i = 0; i < PER_SPLIT; i++) {
        const id = String((number += 7919)).padStart(7, '0');
        files[`${base}images/${id}.jpg`] = await pictures.jpeg();
        images[`${base}images/${id}.jpg`] = truth(names[LEVELS.indexOf(level)]!, { split });
        for (const [n, name] of names.entries()) {
          const list = `${base}images_${LEVELS[n]}_${split}.txt`;
          lines[list] = `${lines[list] ?? ''}${id} ${name}\n`;
        }
      }
    }
  }
  for (const [n, name] of LEVELS.entries())
    files[`${base}${LISTS[name]}.txt`] = [...new Set(AIRCRAFT.map((names) => names[n]))]
      .map((text) => `${text}\n`)
      .join('');
  return { files: { ...files, ...lines }, truth: images };
}
