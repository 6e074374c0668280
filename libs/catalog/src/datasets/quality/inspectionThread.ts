/** @file A thread that looks at the images of one shard at a time. */
import { parentPort } from 'node:worker_threads';
import { FINGERPRINT_SIDE, fingerprintPicture } from '@regatta/datasets';
import { ImageError, Preprocessing, decodeAndPrepare, readImageFacts } from '@regatta/vision';
import type { TaskAnswer } from '../../taskThreads.ts';
import { RECORD_BYTES, writeRecord, writeUnreadable } from './inspectionRecord.ts';

export interface InspectionRequest {
  /** The images, one behind the other. */
  readonly bytes: Uint8Array;
  /** Bytes of each. */
  readonly lengths: readonly number[];
}

/** Uint8, shape [images, RECORD_BYTES]. */
export type InspectionAnswer = Uint8Array<ArrayBuffer>;

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
    port.postMessage(answer, 'answer' in answer ? [answer.answer.buffer] : []);
  });
});

async function inspect({ bytes, lengths }: InspectionRequest): Promise<InspectionAnswer> {
  const records = new Uint8Array(lengths.length * RECORD_BYTES);
  let at = 0;
  for (const [i, length] of lengths.entries()) {
    const row = records.subarray(i * RECORD_BYTES, (i + 1) * RECORD_BYTES);
    await inspectImage(bytes.subarray(at, at + length), row);
    at += length;
  }
  return records;
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
