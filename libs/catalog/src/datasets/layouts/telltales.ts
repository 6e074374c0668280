/** @file Ways in which layouts are recognised: by the name of a label file, or by the columns of a table. */
import type { FileSource } from '../source/fileSource.ts';
import { foldersWith } from './fileList.ts';
import { headerOf } from './headerOf.ts';
import type { Recognition } from './layout.ts';

/** By the first of these files that is there. @param names relative to where the layout begins */
export function recogniseByFile({ files }: FileSource, names: readonly string[]): Recognition | null {
  for (const name of names) {
    const base = foldersWith(files, name)[0];
    if (base !== undefined) return { base, why: `${name} is one of its label files` };
  }
  return null;
}

/** By a table of this name that has all the columns: names of tables are alike in many data sets. */
export async function recogniseByColumns(
  source: FileSource,
  name: string,
  columns: readonly string[],
): Promise<Recognition | null> {
  for (const base of foldersWith(source.files, name)) {
    const header = await headerOf(source, base + name);
    if (columns.every((column) => header.includes(column)))
      return { base, why: `${name} has its columns ${columns.join(', ')}` };
  }
  return null;
}
