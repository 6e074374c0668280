/**
 * @file Which class and which official split a file belongs to, from its path alone. Two layouts:
 *
 *   <class>/...                              the split is drawn later
 *   train|val|validation|test/<class>/...    the dataset's own split
 *
 * Images may lie at any depth below their class. Which of the two it is shows in where images lie, since `train` may be
 * a class of vehicles. What is ambiguous is refused with both readings: a guess would give numbers for another question.
 */
import type { OfficialSplit } from '@regatta/datasets';
import { CatalogError } from '../../errors.ts';
import type { RejectedFile } from '../imported.ts';
import { IMAGE_NAME } from './fileList.ts';
import type { PlacedFile } from './layout.ts';
import { splitOf } from './splitNames.ts';

export interface PlacedFolders {
  readonly kind: 'classes' | 'splits';
  readonly files: readonly PlacedFile[];
  readonly rejected: readonly RejectedFile[];
  /** The first says which layout it is and why. */
  readonly notes: readonly string[];
}

const EXPECTED = 'Expected <class>/*.jpg, or train/<class>/*.jpg and test/<class>/*.jpg (val/ or validation/ as well)';
const NO_EXTENSION = /(?:^|\/)[^/.]+$/;

/** A folder at the top: how many images lie directly in it, and in which folders below it. */
interface Top {
  readonly name: string;
  readonly split: OfficialSplit | undefined;
  direct: number;
  readonly below: Map<string, number>;
}

/**
 * @param paths relative, with `/` @param folder for messages
 * @throws {CatalogError} no layout fits, or more than one.
 */
export function placeFolders(paths: readonly string[], folder: string): PlacedFolders {
  const tops = topsOf(paths);
  const withImages = [...tops.values()].filter(({ direct, below }) => direct > 0 || below.size > 0);
  if (withImages.length === 0) throw noClassFolder(paths, folder);
  const { kind, reason } = decide(withImages, folder);
  return kind === 'classes' ? placeByClass(paths, reason) : placeBySplit(paths, withImages, reason);
}

function topsOf(paths: readonly string[]): Map<string, Top> {
  const tops = new Map<string, Top>();
  for (const path of namedLikeImages(paths)) {
    const [name, next, ...rest] = path.split('/') as [string, string?, ...string[]];
    if (next === undefined) continue;
    let top = tops.get(name);
    if (!top) tops.set(name, (top = { name, split: splitOf(name), direct: 0, below: new Map() }));
    if (rest.length === 0) top.direct++;
    else top.below.set(next, (top.below.get(next) ?? 0) + 1);
  }
  return tops;
}

function decide(tops: readonly Top[], folder: string): { kind: PlacedFolders['kind']; reason: string } {
  const splits = tops.filter(({ split }) => split !== undefined);
  const others = tops.filter(({ split }) => split === undefined);
  const shaped = splits.filter(({ below }) => below.size > 0);
  if (splits.length === 0) return { kind: 'classes', reason: 'no folder at the top is named train, val or test' };
  if (others.length === 0 && shaped.length > 0) {
    return { kind: 'splits', reason: `the folders at the top are ${list(splits)}, with a folder per class in them` };
  }
  if (others.length === 0) {
    throw new CatalogError(
      `The images of ${folder} lie directly in ${list(splits)}, in no folder of a class. ${EXPECTED}.`,
    );
  }
  if (shaped.length === 0) {
    return { kind: 'classes', reason: `${list(splits)} holds images as ${list(others)} does, and so is a class too` };
  }
  if (new Set(shaped.map(({ split }) => split)).size > 1) {
    return { kind: 'splits', reason: `${list(shaped)} have a folder per class in them` };
  }
  throw new CatalogError(
    `${folder} can be read in two ways: ${list(shaped)} could be a split with the classes ${list([...shaped[0]!.below.keys()])}, ` +
      `or a class beside ${list(others)}. Move the other folders away, or rename ${list(shaped)}. ${EXPECTED}.`,
  );
}

function placeByClass(paths: readonly string[], reason: string): PlacedFolders {
  const files: PlacedFile[] = [];
  const rejected: RejectedFile[] = [];
  for (const path of paths) {
    const slash = path.indexOf('/');
    if (slash < 0) rejected.push({ path, reason: 'lies beside the class folders, in none of them' });
    else files.push(place(path, path.slice(0, slash), 'none'));
  }
  return { kind: 'classes', files, rejected, notes: [`Read as <class>/*: ${reason}.`] };
}

function placeBySplit(paths: readonly string[], tops: readonly Top[], reason: string): PlacedFolders {
  const files: PlacedFile[] = [];
  const rejected: RejectedFile[] = [];
  const left = new Map<string, number>();
  for (const path of paths) {
    const [top, className, ...rest] = path.split('/') as [string, string?, ...string[]];
    const split = splitOf(top);
    if (className === undefined) rejected.push({ path, reason: 'lies beside the folders of the splits' });
    else if (split === undefined) left.set(top, (left.get(top) ?? 0) + 1);
    else if (rest.length === 0) rejected.push({ path, reason: `lies directly in ${top}/, in no folder of a class` });
    else files.push(place(path, className, split));
  }
  for (const [top, count] of left) {
    rejected.push({ path: `${top}/`, reason: `${count} files, in no folder named train, val or test` });
  }
  const notes = [`Read as train|val|test/<class>/*: ${reason}.`];
  for (const split of ['train', 'val', 'test']) {
    const same = tops.filter((top) => top.split === split);
    if (same.length > 1) notes.push(`${list(same)} are one split, ${split}.`);
  }
  return { kind: 'splits', files, rejected, notes };
}

function place(path: string, className: string, split: OfficialSplit): PlacedFile {
  return { path, className: className.normalize('NFC'), split, domain: null, group: null };
}

/** Names decide only where to look: what is an image its bytes say. Some datasets name no file by its format. */
function namedLikeImages(paths: readonly string[]): readonly string[] {
  const images = paths.filter((path) => IMAGE_NAME.test(path));
  return images.length > 0 ? images : paths.filter((path) => NO_EXTENSION.test(path));
}

function noClassFolder(paths: readonly string[], folder: string): CatalogError {
  const images = namedLikeImages(paths);
  const found =
    images.length > 0
      ? `${images.length} images lie directly in ${folder}, in no folder of a class`
      : paths.length > 0
        ? `${folder} holds ${paths.length} files, but none named like an image (the first is ${paths[0]})`
        : `${folder} holds no file`;
  return new CatalogError(`${found}. ${EXPECTED}.`);
}

function list(folders: readonly (Top | string)[]): string {
  const names = folders.map((folder) => `${typeof folder === 'string' ? folder : folder.name}/`);
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}
