/**
 * @file `models/lock.yaml` of a project: the SHA-256 of every file of weights that was pulled, from its first use on.
 * It belongs under version control, so that everybody who works on the project races the same networks.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Sha256 } from '@regatta/jobs';
import { stringify } from 'yaml';
import { z } from 'zod';
import { CatalogError, errorCode, messageOf } from '../../errors.ts';
import { withFileLock } from '../../fileLock.ts';
import { replaceFile } from '../../replaceFile.ts';
import { parseYaml } from '../manifestFile.ts';

const Locked = z.strictObject({ sha256: Sha256, bytes: z.int().min(0) });
export type Locked = z.infer<typeof Locked>;
const LockFile = z.strictObject({ version: z.literal(1), files: z.record(z.string().min(1), Locked) });

/** What is locked, by `REPOSITORY@REVISION/FILE`. @throws {CatalogError} */
export async function readLock(path: string): Promise<ReadonlyMap<string, Locked>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new CatalogError(`Cannot read ${path}: ${messageOf(cause)}.`, { cause });
  });
  if (text === null) return new Map();
  const { files } = parseYaml(text, { path, schema: LockFile, keys: Object.keys(LockFile.shape) });
  return new Map(Object.entries(files));
}

/** Locks a file that is not locked yet; several processes may do so at once. @returns what is locked now */
export async function lock(path: string, name: string, found: Locked): Promise<Locked> {
  await mkdir(dirname(path), { recursive: true });
  return withFileLock(`${path}.lock`, async (held) => {
    const files = await readLock(path);
    const known = files.get(name);
    if (known !== undefined) return known;
    const sorted = [...files, [name, found] as const].sort(([a], [b]) => (a < b ? -1 : 1));
    const text = stringify({ version: 1, files: Object.fromEntries(sorted) }, { lineWidth: 0 });
    await replaceFile(path, text, { before: () => held.check() });
    return found;
  });
}
