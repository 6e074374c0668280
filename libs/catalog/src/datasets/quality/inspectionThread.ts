/** @file A thread that looks at the images of one shard at a time. */
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { FINGERPRINT_SIDE, fingerprintPicture } from '@regatta/datasets';
import { ImageError, Preprocessing, decodeAndPrepare, readImageFacts } from '@regatta/vision';
import type { TaskAnswer } from '../../taskThreads.ts';
import { RECORD_BYTES, writeRecord, writeUnreadable } from './inspectionRecord.ts';

export interface InspectionRequest {
  /** Bytes that hold all images. */
  readonly bytes: Uint8Array;
  /** Where each of them begins in it, how long it is, and what it must hash to. */
  readonly images: readonly { readonly offset: number; readonly bytes: number; readonly sha256: string }[];
}

export interface InspectionAnswer {
  /** Uint8, shape [images, RECORD_BYTES]. */
  readonly records: Uint8Array<ArrayBuffer>;
  /** Position of an image whose bytes are not those that were imported; null when all are. */
  readonly changed: number | null;
}

/** The whole picture, upright, as a square: a copy may have lost the tag that turns it, and be turned for good. */
const RECIPE = Preprocessing.parse({
  resize: { mode: 'exact', size: FINGERPRINT_SIDE, interpolation: 'bilinear' },
  mean: [0, 0, 0],
  std: [1, 1, 1],
  mode: 'fast',
  orientation: 'exif',
});

const port = parentPort!;
let last = Promise.resolve();

port.on('message', (request: InspectionRequest) => {
  last = last.then(async () => {
    const answer: TaskAnswer<InspectionAnswer> = await inspect(request).then(
      (found) => ({ answer: found }),
      (error: unknown) => ({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
    port.postMessage(answer, 'answer' in answer ? [answer.answer.records.buffer] : []);
  });
});

async function inspect({ bytes, images }: InspectionRequest): Promise<InspectionAnswer> {
  const records = new Uint8Array(images.length * RECORD_BYTES);
  for (const [i, { offset, bytes: length, sha256 }] of images.entries()) {
    const file = bytes.subarray(offset, offset + length);
    if (createHash('sha256').update(file).digest('hex') !== sha256) return { records, changed: i };
    await inspectImage(file, records.subarray(i * RECORD_BYTES, (i + 1) * RECORD_BYTES));
  }
  return { records, changed: null };
}

async function inspectImage(file: Uint8Array, row: Uint8Array): Promise<void> {
  try {
    const facts = await readImageFacts(file);
    writeRecord(row, facts, fingerprintPicture(await decodeAndPrepare(file, RECIPE)));
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    writeUnreadable(row);
  }
}
