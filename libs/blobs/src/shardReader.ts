/**
 * @file The bytes of a shard's images: of its archive, or, where nothing was copied, of the objects that they are. What
 * the manifest says of them is held against what arrives, by length and by hash.
 */
import type { BlobSource, Blobs } from './blobs.ts';
import { getExactly } from './getExactly.ts';
import { openSource } from './openBlobs.ts';

/** As a manifest says it. */
export interface ShardImage {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Where its bytes begin in the archive. */
  readonly offset: number;
}

export interface ReadableShard {
  /** Null where the images lie in `source`, each under its path. */
  readonly key: string | null;
  readonly source: string | null;
  readonly sha256: string;
  readonly bytes: number;
  readonly images: readonly ShardImage[];
}

/** Enough to hide the way to a store far off; a server that is asked for more at once begins to refuse. */
const READS_AT_ONCE = 16;
const CURE = {
  copied: 'Remove it and import the dataset again (regatta datasets add).',
  referenced: 'Put the old one back, or import the dataset again (regatta datasets add): it is another dataset then.',
};

export class ShardReader implements AsyncDisposable {
  readonly #blobs: Pick<Blobs, 'url' | 'get'>;
  readonly #sources = new Map<string, Promise<BlobSource>>();

  constructor(blobs: Pick<Blobs, 'url' | 'get'>) {
    this.#blobs = blobs;
  }

  /**
   * In the order of the shard's images; those of an archive are views of one buffer.
   * @throws {BlobChangedError} the archive, or one of the images, has other bytes than when it was imported.
   * @throws {BlobNotFoundError} @throws {BlobAccessError} @throws {BlobUnavailableError}
   */
  async read({ key, source, sha256, bytes, images }: ReadableShard): Promise<Uint8Array[]> {
    if (key !== null) {
      const archive = await getExactly(this.#blobs, key, { sha256, bytes, cure: CURE.copied });
      return images.map(({ offset, bytes: length }) => archive.subarray(offset, offset + length));
    }
    const store = await this.#open(source!);
    const read = new Array<Uint8Array>(images.length);
    let next = 0;
    const readers = Array.from({ length: Math.min(READS_AT_ONCE, images.length) }, async () => {
      while (next < images.length) {
        const row = next++;
        read[row] = await getReferenced(store, images[row]!);
      }
    });
    await Promise.all(readers);
    return read;
  }

  /** One image of a shard, without the others; it is checked by its hash where it lies alone, else by its length. */
  async readImage({ key, source }: Pick<ReadableShard, 'key' | 'source'>, image: ShardImage): Promise<Uint8Array> {
    if (key !== null) return this.#blobs.get(key, { offset: image.offset, length: image.bytes });
    return getReferenced(await this.#open(source!), image);
  }

  async close(): Promise<void> {
    for (const source of this.#sources.values()) await (await source.catch(() => null))?.close();
    this.#sources.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(url: string): Promise<BlobSource> {
    let source = this.#sources.get(url);
    if (source === undefined) this.#sources.set(url, (source = openSource(url)));
    return source;
  }
}

function getReferenced(source: BlobSource, { path, sha256, bytes }: ShardImage): Promise<Uint8Array> {
  return getExactly(source, path, { sha256, bytes, cure: CURE.referenced });
}
