/**
 * @file An address of an S3 object that anyone may GET: AWS Signature Version 4 in the query, from its specification
 * ("Authenticating Requests: Using Query Parameters", AWS), for measurements that must not wait for a client library.
 */
import { createHash, createHmac } from 'node:crypto';
import type { BlobsOptions } from '@regatta/blobs';

const LIFE_SECONDS = 3600;

/** @param path bucket and key, of characters that need no escape */
export function presignedUrl(path: string, { endpoint, region, credentials }: BlobsOptions): string {
  const { host } = new URL(endpoint!);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${credentials!.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(LIFE_SECONDS)],
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map(([name, value]) => `${name}=${encodeURIComponent(value!)}`)
    .join('&');
  const canonical = `GET\n/${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = [region!, 's3', 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${credentials!.secretAccessKey}`, time.slice(0, 8)),
  );
  return `${endpoint}/${path}?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}
