/**
 * @file Does this server keep the condition `If-None-Match: *`, on which "written once" rests? Amazon does. Others refuse
 * it (501), and some ignore it and overwrite: only trying shows that.
 */
import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { withRetries, type RetryOptions } from './retry.ts';
import { s3Fault } from './s3Fault.ts';

export const UNLESS_THERE = { IfNoneMatch: '*' } as const;

/**
 * Writes one empty object twice, under a name that no key can have, and removes it.
 * @throws what the first write threw: a store that cannot be written shows it here.
 */
export async function keepsConditions(
  client: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
  retry: RetryOptions,
): Promise<boolean> {
  const name = { Bucket: bucket, Key: `${prefix}~probe/${randomUUID()}` };
  const put = () => client.send(new PutObjectCommand({ ...name, Body: new Uint8Array(), ...UNLESS_THERE }));
  try {
    await withRetries(put, retry);
    await withRetries(put, retry);
    return false;
  } catch (error) {
    const fault = s3Fault(error);
    if (fault === 'taken') return true;
    if (fault === 'unsupported') return false;
    throw error;
  } finally {
    await client.send(new DeleteObjectCommand(name)).catch(() => undefined);
  }
}
