/**
 * @file Features of texts under a tower: computed once, and kept as an object that is named by all that decides them, so
 * that the cells and sweeps to come only read it.
 */
import { getIfThere, type Blobs } from '@regatta/blobs';
import { TerminalError } from '@regatta/jobs';
import type { Breathe } from '@regatta/probes';
import { canonicalHash, decodeNpy, encodeNpy, matrix, type Matrix } from '@regatta/tensor';
import type { Objects } from './objects.ts';

export interface TextFeaturesRequest {
  /** Of the encoder, for messages. */
  readonly encoder: string;
  /** Hash of its text tower. */
  readonly tower: string;
  readonly texts: readonly string[];
}

/** Towers run on the CPU, whatever has computed the images: texts are few, and their numbers the same everywhere. */
const PROVIDER = 'cpu';

export function textFeaturesKey({ tower, texts }: Pick<TextFeaturesRequest, 'tower' | 'texts'>): string {
  return `texts/${canonicalHash({ version: 1, tower, provider: PROVIDER, texts })}.npy`;
}

/**
 * One row per text, in their order.
 * @throws {EncoderError} the tower is not as its spec says @throws {TerminalError} an object is not what its name says
 */
export async function textFeatures(
  request: TextFeaturesRequest,
  { blobs, objects, breathe }: { blobs: Blobs; objects: Objects; breathe: Breathe },
): Promise<Matrix> {
  const key = textFeaturesKey(request);
  const stored = await readStored(blobs, key, request.texts.length);
  if (stored !== null) return stored;
  const tower = await objects.tower(request);
  try {
    const features = await tower.embed(request.texts, breathe);
    const { data, rows, columns } = features;
    await blobs.put(key, encodeNpy({ dtype: 'float32', shape: [rows, columns], data: new Float32Array(data) }));
    return features;
  } finally {
    await tower.close();
  }
}

async function readStored(blobs: Blobs, key: string, rows: number): Promise<Matrix | null> {
  const bytes = await getIfThere(blobs, key);
  if (bytes === null) return null;
  const { dtype, shape, data } = decodeNpy(bytes);
  if (dtype !== 'float32' || shape.length !== 2 || shape[0] !== rows) {
    throw new TerminalError(
      `Expected float32 features of shape [${rows}, d] in ${key}, got ${dtype} [${shape.join(', ')}]. Remove the object and launch again.`,
    );
  }
  return matrix(data as Float32Array, rows, shape[1]!);
}
