/**
 * @file All files below a folder. Nothing is skipped in silence: what is hidden, cannot be named or leads in a circle is
 * listed with its reason. A folder that cannot be read ends the walk: nobody knows how many images are in it.
 *
 * Symbolic links are followed when they lead out of the folder, each target once. One that leads to a folder inside is
 * not: its images are met there, and a second time they could lie on both sides of a split.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { CatalogError, errorCode, messageOf } from '../../errors.ts';
import type { OnImportProgress, RejectedFile } from '../imported.ts';
import { unwantedName } from './unwantedName.ts';

export interface Walked {
  /** Real path of the folder itself. */
  readonly root: string;
  /** Relative paths with `/`, in byte order of each folder's names. */
  readonly files: readonly string[];
  readonly rejected: readonly RejectedFile[];
}

export interface WalkOptions {
  readonly onProgress?: OnImportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws {CatalogError} the folder is missing, is no folder, or one below it cannot be read. */
export async function walkFolder(folder: string, { onProgress, signal }: WalkOptions = {}): Promise<Walked> {
  const root = await rootOf(folder);
  const files: string[] = [];
  const rejected: RejectedFile[] = [];
  /** Targets of links outside of the root that were entered. */
  const entered = new Set<string>();

  const followLink = async (path: string): Promise<void> => {
    let target: string;
    let isFolder: boolean;
    try {
      target = await realpath(join(root, path));
      isFolder = (await stat(target)).isDirectory();
    } catch (error) {
      const reason = errorCode(error) === 'ELOOP' ? 'leads to itself' : `leads nowhere (${messageOf(error)})`;
      rejected.push({ path, reason: `a symbolic link that ${reason}` });
      return;
    }
    if (!isFolder) {
      files.push(path);
      return;
    }
    if (isInside(target, root) || isInside(root, target) || entered.has(target)) {
      rejected.push({ path: `${path}/`, reason: `a symbolic link to ${target}, which is read at its own place` });
      return;
    }
    entered.add(target);
    await enter(path);
  };

  const enter = async (below: string): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await readdir(join(root, below), { withFileTypes: true }).catch((error: unknown) => {
      throw new CatalogError(
        `Cannot read the folder ${join(root, below)}: ${messageOf(error)}. Make it readable (chmod u+rx) or move it out of ${root}.`,
        { cause: error },
      );
    });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const shown = entry.isDirectory() ? `${path}/` : path;
      const reason = unwantedName(entry.name);
      if (reason !== null) rejected.push({ path: shown, reason });
      else if (entry.isSymbolicLink()) await followLink(path);
      else if (entry.isDirectory()) await enter(path);
      else if (entry.isFile()) files.push(path);
      else rejected.push({ path, reason: 'neither a file nor a folder (a socket, a pipe or a device)' });
    }
    onProgress?.({ step: 'list', done: files.length, total: null });
  };

  await enter('');
  return { root, files, rejected };
}

async function rootOf(folder: string): Promise<string> {
  let root: string;
  let isFolder: boolean;
  try {
    root = await realpath(folder);
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'there is no such folder' : messageOf(error);
    throw new CatalogError(`Cannot read ${folder}: ${why}. Give a folder of images, one folder per class.`, {
      cause: error,
    });
  }
  if (!isFolder) {
    throw new CatalogError(`Expected a folder of images, got the file ${folder}. An archive must be unpacked first.`);
  }
  return root;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
