/**
 * @file `<folder>/catalog.json`: which names stand for which content. The content itself lies in the object store, under
 * its hash; this file is the only thing about it that changes.
 *
 * Each part of the catalog owns one section and the schema of its entries. Several processes may read and change the
 * file at once: it changes by one rename, under a lock, and only in the entry that is set.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CatalogError, errorCode, fileError, messageOf } from './errors.ts';
import { replaceFile } from './replaceFile.ts';
import { withFileLock } from './fileLock.ts';

export type SectionName = 'datasets' | 'encoders';

/** The entries of one kind, by name. */
export interface CatalogSection<Entry> {
  /** Sorted by name. @throws {CatalogError} the file is not a catalog. */
  entries(): Promise<ReadonlyMap<string, Entry>>;
  /**
   * Adds or replaces one entry.
   * @param mayReplace asked about the entry that stands there, while nobody else can change it
   * @returns false when it may not be replaced: nothing has changed then.
   */
  set(name: string, entry: Entry, mayReplace?: (before: Entry) => boolean): Promise<boolean>;
}

const Section = z.record(z.string(), z.unknown());
const CatalogContent = z.strictObject({
  version: z.literal(1),
  datasets: Section.default({}),
  encoders: Section.default({}),
});
type CatalogContent = z.infer<typeof CatalogContent>;

export interface CatalogFile {
  section<Entry>(name: SectionName, schema: z.ZodType<Entry>): CatalogSection<Entry>;
}

/** @param folder the project's `.regatta/`; made by the first change */
export function openCatalogFile(folder: string): CatalogFile {
  const path = join(folder, 'catalog.json');
  return {
    section: (name, schema) => {
      const parse = (key: string, value: unknown) => {
        const entry = schema.safeParse(value);
        if (!entry.success) throw broken(path, `${name}.${key}: ${z.prettifyError(entry.error)}`);
        return entry.data;
      };
      return {
        entries: async () => {
          const found = Object.entries((await read(path))[name]);
          const parsed = found.map(([key, value]) => [key, parse(key, value)] as const);
          return new Map(parsed.sort(([a], [b]) => (a < b ? -1 : 1)));
        },
        set: async (key, entry, mayReplace = () => true) => {
          await mkdir(folder, { recursive: true }).catch((error: unknown) => {
            throw fileError(`Cannot make the folder ${folder}`, error);
          });
          return withFileLock(`${path}.lock`, async (lock) => {
            const content = await read(path);
            const before = Object.hasOwn(content[name], key) ? content[name][key] : undefined;
            if (isDeepStrictEqual(before, entry)) return true;
            if (before !== undefined && !mayReplace(parse(key, before))) return false;
            content[name] = { ...content[name], [key]: entry };
            const text = `${JSON.stringify(content, null, 2)}\n`;
            await replaceFile(path, text, { before: () => lock.check() });
            return true;
          });
        },
      };
    },
  };
}

async function read(path: string): Promise<CatalogContent> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError(`Cannot read ${path}`, error);
  });
  if (text === null) return { version: 1, datasets: {}, encoders: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(path, messageOf(error), error);
  }
  const content = CatalogContent.safeParse(value);
  if (!content.success) throw broken(path, z.prettifyError(content.error), content.error);
  return content.data;
}

function broken(path: string, why: string, cause?: unknown): CatalogError {
  return new CatalogError(
    `${path} is not a catalog: ${why}. It only maps names to content: move it away and add your datasets and encoders again.`,
    { cause },
  );
}
