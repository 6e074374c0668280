/**
 * @file Objects as files below one folder. `key` is the path.
 *
 * A file appears under its name only when all its bytes are on the disk: it is written and fsynced under `~tmp/` of
 * the same store and then hard-linked to its name, which fails when the name is taken, so the first writer wins. `~`
 * is in no key, so what lies in `~tmp/` is never an object; leftovers of processes that died there go after a day.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BlobInfo, BlobSource, Blobs, ByteRange } from './blobs.ts';
import { BlobCorruptError, BlobKeyError, BlobNotFoundError, BlobUrlError } from './errors.ts';
import { errorCode, fileError } from './fileErrors.ts';
import { ANY_KEYS, OUR_KEYS, type KeyRules } from './key.ts';
import { checkInside, checkRange } from './range.ts';

const TEMPORARY_FOLDER = '~tmp';
/** Longer than any write takes; a leftover costs only disk until then. */
const LEFTOVER_MS_MAX = 24 * 3600 * 1000;
/** What `link` says on file systems that know no hard links (exFAT, some network and FUSE mounts). */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV']);

/** @param address `file:///absolute/folder`; the folder is made by the first `put` */
export async function openFileBlobs(address: string): Promise<Blobs> {
  const blobs = new FileBlobs(folderOf(address), OUR_KEYS);
  await blobs.removeLeftovers();
  return blobs;
}

/** The files of somebody else's folder. @param address `file:///absolute/folder` */
export function openFileSource(address: string): BlobSource {
  return new FileBlobs(folderOf(address), ANY_KEYS);
}

function folderOf(address: string): string {
  try {
    return fileURLToPath(address);
  } catch (error) {
    throw new BlobUrlError(`Expected an address like file:///absolute/folder, got \`${address}\`.`, { cause: error });
  }
}

class FileBlobs implements Blobs {
  readonly url: string;
  readonly #root: string;
  readonly #keys: KeyRules;

  constructor(root: string, keys: KeyRules) {
    this.#root = root;
    this.#keys = keys;
    this.url = pathToFileURL(root).href;
  }

  async put(key: string, body: Uint8Array): Promise<'created' | 'exists'> {
    this.#keys.check(key);
    if ((await this.head(key)) !== null) return 'exists';
    const path = this.#path(key);
    const temporary = join(this.#root, TEMPORARY_FOLDER, randomUUID());
    try {
      await mkdir(dirname(temporary), { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      await writeDurably(temporary, body);
      return await this.#publish({ temporary, path, key });
    } catch (error) {
      throw error instanceof BlobKeyError ? error : fileError(error, { verb: 'write', key, url: this.url });
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    this.#keys.check(key);
    if (range !== undefined) checkRange(key, range);
    try {
      await using file = await open(this.#path(key), 'r');
      const info = await file.stat();
      if (!info.isFile()) throw new BlobNotFoundError({ key, url: this.url });
      const { offset, length } = range ?? { offset: 0, length: info.size };
      checkInside(key, { offset, length }, info.size);
      const bytes = Buffer.allocUnsafeSlow(length);
      let got = 0;
      while (got < length) {
        const { bytesRead } = await file.read(bytes, got, length - got, offset + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      if (got < length) {
        throw new BlobCorruptError(
          `The file of \`${key}\` in ${this.url} shrank while it was read. Is it edited by hand?`,
        );
      }
      return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
    } catch (error) {
      throw fileError(error, { verb: 'read', key, url: this.url });
    }
  }

  async head(key: string): Promise<BlobInfo | null> {
    this.#keys.check(key);
    try {
      const info = await stat(this.#path(key));
      return info.isFile() ? { key, bytes: info.size } : null;
    } catch (error) {
      const mapped = fileError(error, { verb: 'look up', key, url: this.url });
      if (mapped instanceof BlobNotFoundError) return null;
      throw mapped;
    }
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    const { folder, rest } = this.#keys.splitPrefix(prefix);
    yield* this.#walk(folder, rest);
  }

  async delete(key: string): Promise<void> {
    this.#keys.check(key);
    if ((await this.head(key)) === null) return;
    try {
      await rm(this.#path(key), { force: true });
    } catch (error) {
      throw fileError(error, { verb: 'delete', key, url: this.url });
    }
  }

  async close(): Promise<void> {}

  /** Removes what processes that died while writing left behind long ago. Failing to is no harm. */
  async removeLeftovers(): Promise<void> {
    const folder = join(this.#root, TEMPORARY_FOLDER);
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const path = join(folder, name);
      const info = await stat(path).catch(() => null);
      if (info !== null && Date.now() - info.mtimeMs > LEFTOVER_MS_MAX)
        await rm(path, { force: true }).catch(() => undefined);
    }
  }

  #path(key: string): string {
    return join(this.#root, ...key.split('/'));
  }

  /** Gives the finished file its name, unless that is taken. */
  async #publish(input: { temporary: string; path: string; key: string }): Promise<'created' | 'exists'> {
    try {
      await link(input.temporary, input.path);
      return 'created';
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'EEXIST' && !NO_HARD_LINKS.has(code)) throw error;
    }
    const present = await stat(input.path).catch(() => null);
    if (present?.isDirectory()) {
      throw new BlobKeyError(`\`${input.key}\` cannot be an object: other objects lie below it in ${this.url}.`);
    }
    if (present !== null) return 'exists';
    // Without hard links two writers can race here; objects are named by what decides their bytes, so both are equal.
    await rename(input.temporary, input.path);
    return 'created';
  }

  /** Files below a folder whose path continues with `rest`, in the order of their keys. */
  async *#walk(folder: string, rest: string): AsyncIterable<BlobInfo> {
    const path = folder === '' ? this.#root : this.#path(folder);
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      const mapped = fileError(error, { verb: 'list', key: folder, url: this.url });
      if (mapped instanceof BlobNotFoundError) return [];
      throw mapped;
    });
    const named = entries
      .filter(({ name }) => name.startsWith(rest) && this.#keys.isKey(name))
      // A folder counts as `name/`: between `a-b` and `a.b`, or `a/` and `a0`, that is what orders keys by bytes.
      .map((entry) => ({ name: entry.name, order: entry.isDirectory() ? `${entry.name}/` : entry.name }))
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    for (const { name, order } of named) {
      const key = folder === '' ? name : `${folder}/${name}`;
      if (order.endsWith('/')) {
        yield* this.#walk(key, '');
        continue;
      }
      const info = await stat(this.#path(key)).catch((error: unknown) => {
        const mapped = fileError(error, { verb: 'look up', key, url: this.url });
        if (mapped instanceof BlobNotFoundError) return null;
        throw mapped;
      });
      if (info?.isFile()) yield { key, bytes: info.size, changedAtMs: info.mtimeMs };
    }
  }
}

async function writeDurably(path: string, body: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(body);
  // Without it a power cut could leave the name with only a part of the bytes.
  await file.sync();
}
