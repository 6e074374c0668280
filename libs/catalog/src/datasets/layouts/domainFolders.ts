/**
 * @file `<domain>/<class>/*`: the same classes in several styles or places, as in PACS, Office-Home and DomainNet. By the
 * folders alone this cannot be told from classes that hold folders; names that such data sets use for domains decide.
 * DomainNet's `<domain>_train.txt` and `<domain>_test.txt` are its official splits.
 */
import type { OfficialSplit } from '@regatta/datasets';
import { CatalogError } from '../../errors.ts';
import type { RejectedFile } from '../imported.ts';
import type { FileSource } from '../source/fileSource.ts';
import { IMAGE_NAME, few } from './fileList.ts';
import { chooseInDistribution, IN_DISTRIBUTION_CHOICE } from './inDistribution.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { splitOf } from './splitNames.ts';
import { readLines } from './text.ts';

/** Domains of PACS, DomainNet, Office-31, Office-Home, VLCS and TerraIncognita, without what parts their words. */
const DOMAIN_NAMES =
  /^(?:art|artpainting|cartoon|photos?|sketch|clipart|infograph|painting|quickdraw|real|realworld|product|amazon|dslr|webcam|caltech(?:101|10)?|labelme|pascal|voc2007|sun09?|location\d+)$/i;

export const domainFolders: LayoutAdapter = {
  name: 'domain-folders',
  title: 'a folder per domain, with one per class in each',
  expected: '<domain>/<class>/*.jpg with the same classes in all domains',
  choices: { 'in-distribution': IN_DISTRIBUTION_CHOICE },
  recognise: async ({ files }) => {
    const shared = sharedFolders(files);
    if (shared === null) return null;
    const known = shared.domains.filter((name) => DOMAIN_NAMES.test(name.replace(/[^A-Za-z0-9]/g, '')));
    if (known.length === 0) return null;
    const why = `${few(shared.domains)} have folders of the same ${shared.classes.length} names, and ${known[0]} is a domain of known data sets`;
    return { base: shared.base, why };
  },
  place: async (source, { why, choices }) => {
    const shared = sharedFolders(source.files);
    if (shared === null) {
      throw new CatalogError(
        `Expected ${domainFolders.expected} in ${source.root}. Folders at the top need images in folders of the same names.`,
      );
    }
    const { base, domains, classes } = shared;
    const official = await splitLists(source, base, domains);
    const files: PlacedFile[] = [];
    const rejected: RejectedFile[] = [];
    const lists = new Set(official.lists);
    for (const path of source.files) {
      if (lists.has(path)) continue;
      const [domain, className, ...rest] = path.startsWith(base) ? path.slice(base.length).split('/') : [];
      if (domain === undefined || className === undefined || rest.length === 0)
        rejected.push({ path, reason: 'lies in no folder of a domain and a class' });
      else files.push(placeIn({ path, domain, className, split: official.splits.get(path) ?? 'none' }));
    }
    const home = chooseInDistribution(domains, files, choices['in-distribution']!);
    const splitNote =
      official.lists.length === 0 ? 'They have no split' : `Their splits are those of ${few(official.lists)}`;
    return {
      ...PLAIN,
      files,
      rejected,
      domains,
      inDistribution: home.name,
      notes: [
        `Read as <domain>/<class>/*: ${why}. ${splitNote}; ${classes.length} classes. (\`--layout image-folder\` would take domains for classes.)`,
        home.note,
      ],
    };
  },
};

export interface SharedFolders {
  readonly base: string;
  readonly domains: string[];
  readonly classes: string[];
}

/**
 * Two or more folders that hold images in folders of the same names, at least half of them in each; null where that is
 * not so, or where the upper ones are splits.
 */
export function sharedFolders(files: readonly string[]): SharedFolders | null {
  const images = files.filter((path) => IMAGE_NAME.test(path));
  const base = commonFolder(images);
  const byTop = new Map<string, Set<string>>();
  for (const path of images) {
    const [top, next, ...rest] = path.slice(base.length).split('/') as [string, string?, ...string[]];
    if (next === undefined || rest.length === 0) return null;
    const known = byTop.get(top);
    if (known) known.add(next);
    else byTop.set(top, new Set([next]));
  }
  const domains = [...byTop.keys()].sort();
  const classes = [...new Set([...byTop.values()].flatMap((names) => [...names]))].sort();
  const hasSplit = [...base.split('/'), ...domains].some((name) => splitOf(name) !== undefined);
  const isShared = [...byTop.values()].every((names) => names.size * 2 >= classes.length);
  return domains.length >= 2 && classes.length >= 2 && isShared && !hasSplit ? { base, domains, classes } : null;
}

/** The longest folder that all paths lie in, with a `/` at its end, or ''. */
function commonFolder(paths: readonly string[]): string {
  let shared = paths[0]?.split('/').slice(0, -1) ?? [];
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    const differs = shared.findIndex((part, i) => part !== parts[i]);
    if (differs >= 0) shared = shared.slice(0, differs);
  }
  return shared.map((part) => `${part}/`).join('');
}

function placeIn(input: { path: string; domain: string; className: string; split: OfficialSplit }): PlacedFile {
  const { path, domain, className, split } = input;
  return { path, className: className.normalize('NFC'), split, domain: domain.normalize('NFC'), group: null };
}

/** DomainNet's lists: `clipart/zebra/clipart_345_000120.jpg 344` per line. */
async function splitLists(
  source: FileSource,
  base: string,
  domains: readonly string[],
): Promise<{ lists: string[]; splits: Map<string, OfficialSplit> }> {
  const there = new Set(source.files);
  const splits = new Map<string, OfficialSplit>();
  const lists: string[] = [];
  for (const domain of domains) {
    for (const split of ['train', 'test'] as const) {
      const list = `${base}${domain}_${split}.txt`;
      if (!there.has(list)) continue;
      lists.push(list);
      for (const line of await readLines(source, list)) splits.set(base + line.replace(/ \d+$/, ''), split);
    }
  }
  return { lists, splits };
}
