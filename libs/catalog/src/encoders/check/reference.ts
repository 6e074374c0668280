/**
 * @file Is an encoder what it was? Its fingerprint is compared with the one that its manifest gives, or with that of its
 * first check, which is kept in the object store under the encoder's hash: weights, recipe and tap are the same by then,
 * so what differs comes from the runtime, the provider, the machine, or this program.
 */
import { BlobNotFoundError, type Blobs } from '@regatta/blobs';
import {
  EncoderReference,
  PICTURE_SET,
  REFERENCE_TOLERANCE,
  relativeDifference,
  type Precision,
} from '@regatta/encoders';
import { RUNTIME_VERSION } from '@regatta/runtime';
import { z } from 'zod';
import { CatalogError, messageOf } from '../../errors.ts';
import type { EncoderCheck } from './checkEncoder.ts';
import type { Finding } from './findings.ts';

const Kept = EncoderReference.extend({ version: z.literal(1), provider: z.string(), runtime: z.string() });
type Kept = z.infer<typeof Kept>;

export interface ReferenceRequest {
  readonly blobs: Blobs;
  /** Of the encoder. */
  readonly hash: string;
  readonly precision: Precision;
  /** The one that its manifest gives. */
  readonly published: EncoderReference | undefined;
}

/** Compares; the first sane check of an encoder without a reference keeps its own. @throws {CatalogError} */
export async function compareWithReference(
  { findings, fingerprint, provider }: Pick<EncoderCheck, 'findings' | 'fingerprint' | 'provider'>,
  { blobs, hash, precision, published }: ReferenceRequest,
): Promise<Finding> {
  const check = 'gives the features of its reference';
  const kept = published === undefined ? await readKept(blobs, hash) : null;
  const reference = published ?? kept;
  if (reference === null) {
    if (!findings.every(({ isOk }) => isOk))
      return { check, isOk: true, found: 'there is none, and this is none to keep' };
    await keep(blobs, hash, {
      version: 1,
      pictures: PICTURE_SET,
      fingerprint: [...fingerprint],
      provider,
      runtime: RUNTIME_VERSION,
    });
    return { check, isOk: true, found: 'there was none: these are kept for the checks to come' };
  }
  const difference = relativeDifference(reference.fingerprint, fingerprint);
  const tolerance = REFERENCE_TOLERANCE[precision];
  const whose =
    kept === null ? 'of its manifest' : `of its first check (${kept.provider}, ONNX Runtime ${kept.runtime})`;
  return {
    check,
    // NaN is no likeness.
    isOk: difference <= tolerance,
    found: `${difference.toPrecision(2)} apart from those ${whose}, ${tolerance} at most`,
  };
}

const keyOf = (hash: string) => `checks/${hash}.json`;

async function readKept(blobs: Blobs, hash: string): Promise<Kept | null> {
  const key = keyOf(hash);
  const bytes = await blobs.get(key).catch((error: unknown) => {
    if (error instanceof BlobNotFoundError) return null;
    throw error;
  });
  if (bytes === null) return null;
  try {
    return Kept.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new CatalogError(
      `The reference ${key} in ${blobs.url} cannot be read: ${messageOf(cause)}. Delete it: the next check keeps another.`,
      { cause },
    );
  }
}

async function keep(blobs: Blobs, hash: string, reference: Kept): Promise<void> {
  await blobs.put(keyOf(hash), new TextEncoder().encode(`${JSON.stringify(reference)}\n`));
}
