/** @file Small pictures of a dataset's images, as data URIs that stand in a page by themselves. */
import type { Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import { ImageError, decode } from '@regatta/vision';
import sharp from 'sharp';
import { concurrently } from '../../concurrently.ts';
import { ImageBytes } from './imageBytes.ts';

/** Longer side; twice what a page shows, for sharp screens. @unit pixels */
const SIDE = 160;
const QUALITY = 70;
/** Enough to hide the way to the store; decoding has threads of its own. */
const AT_ONCE = 8;

/** In the order of `positions`; null for an image that cannot be decoded. */
export async function thumbnails(
  blobs: Blobs,
  manifest: DatasetManifest,
  positions: readonly number[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<(string | null)[]> {
  const bytesOf = (position: number) => manifest.images[position]!.bytes;
  await using source = new ImageBytes(blobs, manifest);
  return await concurrently(positions, { limit: AT_ONCE, bytesOf, signal }, async (position) => {
    try {
      return await thumbnail(await source.of(position));
    } catch (error) {
      if (error instanceof ImageError) return null;
      throw error;
    }
  });
}

async function thumbnail(bytes: Uint8Array): Promise<string> {
  const { data, width, height } = await decode(bytes, 'exif');
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}
