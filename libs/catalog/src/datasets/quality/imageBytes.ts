/** @file The bytes of a dataset's images, wherever its shards lie: all other parts of quality read through this. */
import { ShardReader, type Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import type { ShardContent } from './shardContents.ts';

/** Opened once for many images, so that a bucket they lie in is connected to once. */
export class ImageBytes implements AsyncDisposable {
  readonly #manifest: DatasetManifest;
  readonly #reader: ShardReader;

  constructor(blobs: Blobs, manifest: DatasetManifest) {
    this.#manifest = manifest;
    this.#reader = new ShardReader(blobs);
  }

  /** All images of a shard, one behind the other, in memory that is the caller's. @throws {BlobChangedError} */
  async ofShard({ shard, images }: ShardContent): Promise<Uint8Array<ArrayBuffer>> {
    const each = await this.#reader.read({ ...shard, source: this.#manifest.source ?? null, images });
    const bytes = new Uint8Array(each.reduce((sum, image) => sum + image.length, 0));
    let at = 0;
    for (const image of each) {
      bytes.set(image, at);
      at += image.length;
    }
    return bytes;
  }

  /** One image, by its position in the manifest. @throws {BlobChangedError} */
  async of(position: number): Promise<Uint8Array> {
    const { images, shards, source = null } = this.#manifest;
    const image = images[position]!;
    return this.#reader.readImage({ key: shards[image.shard]!.key, source }, image);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#reader.close();
  }
}
