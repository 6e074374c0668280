/** @file A large object in parts, several on their way at once. It appears as a whole when the last request succeeds. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { withRetries, type RetryOptions } from './retry.ts';

/** S3 allows 10,000 parts of at least 5 MiB. @unit bytes */
const PART_BYTES_MIN = 8 * 2 ** 20;
const PARTS_MAX = 10_000;
const AT_ONCE = 4;

export interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * @param condition put on the last request, which is the one that makes the object
 * @throws what a request threw after its tries; the parts are removed then.
 */
export async function putParts(
  client: S3Client,
  { name, body, condition }: { name: ObjectName; body: Uint8Array; condition: { IfNoneMatch?: '*' } },
  retry: RetryOptions,
): Promise<void> {
  const { UploadId } = await withRetries(() => client.send(new CreateMultipartUploadCommand(name)), retry);
  const upload = { ...name, UploadId };
  try {
    const Parts = await uploadParts(client, { upload, body }, retry);
    const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...condition });
    await withRetries(async () => {
      try {
        await client.send(complete);
      } catch (error) {
        if (!(await isCompleted(client, { name, bytes: body.length }, error))) throw error;
      }
    }, retry);
  } catch (error) {
    // Parts of an upload that nobody completes are paid for until somebody finds them.
    await withRetries(() => client.send(new AbortMultipartUploadCommand(upload)), retry).catch(() => undefined);
    throw error;
  }
}

async function uploadParts(
  client: S3Client,
  { upload, body }: { upload: ObjectName & { UploadId: string | undefined }; body: Uint8Array },
  retry: RetryOptions,
): Promise<CompletedPart[]> {
  const partBytes = Math.max(PART_BYTES_MIN, Math.ceil(body.length / PARTS_MAX));
  const parts = new Array<CompletedPart>(Math.ceil(body.length / partBytes));
  let next = 0;
  let isFailed = false;
  const uploadNext = async (): Promise<void> => {
    while (next < parts.length && !isFailed) {
      const index = next++;
      const PartNumber = index + 1;
      const Body = body.subarray(index * partBytes, (index + 1) * partBytes);
      const part = new UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: Body.length });
      const { ETag } = await withRetries(() => client.send(part), retry);
      parts[index] = { PartNumber, ETag };
    }
  };
  const lines = Array.from({ length: Math.min(AT_ONCE, parts.length) }, () =>
    uploadNext().catch((error: unknown) => {
      isFailed = true;
      throw error;
    }),
  );
  // All lines end before an error goes on: no part may arrive behind the removal of the upload.
  const outcomes = await Promise.allSettled(lines);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return parts;
}

/** True when an earlier try had completed the upload and only its answer was lost. */
async function isCompleted(
  client: S3Client,
  { name, bytes }: { name: ObjectName; bytes: number },
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof Error) || error.name !== 'NoSuchUpload') return false;
  const { ContentLength } = await client.send(new HeadObjectCommand(name));
  return ContentLength === bytes;
}
