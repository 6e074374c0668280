/** @file `s3://bucket/prefix`, taken apart and checked. */
import { BlobKeyError, BlobUrlError } from '../errors.ts';
import { KEY_BYTES_MAX, OUR_KEYS, type KeyRules } from '../key.ts';

export interface S3Address {
  /** Without a slash at its end. */
  readonly url: string;
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
}

/** The rules of S3 for names of buckets. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** @param keys what the prefix may be @throws {BlobUrlError} */
export function parseS3Address(url: string, keys: KeyRules = OUR_KEYS): S3Address {
  const match = /^s3:\/\/([^/]*)(?:\/(.*?))?\/?$/.exec(url);
  const bucket = match?.[1] ?? '';
  const path = match?.[2] ?? '';
  if (!BUCKET.test(bucket)) {
    throw new BlobUrlError(
      `Expected an address like s3://bucket/prefix with a bucket of 3 to 63 of a-z 0-9 . -, got \`${url}\`. ` +
        'Server and secrets do not belong into it: set AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  }
  if (path !== '' && !keys.isKey(path)) {
    throw new BlobUrlError(
      `Expected a prefix of segments of A-Z a-z 0-9 . _ = + @ -, joined by single slashes, in \`${url}\`.`,
    );
  }
  return { url: `s3://${bucket}${path === '' ? '' : `/${path}`}`, bucket, prefix: path === '' ? '' : `${path}/` };
}

/** The key in the bucket. @throws {BlobKeyError} it is too long together with the prefix. */
export function bucketKey({ prefix, url }: S3Address, key: string): string {
  const whole = prefix + key;
  const bytes = Buffer.byteLength(whole);
  if (bytes > KEY_BYTES_MAX) {
    throw new BlobKeyError(
      `The key ${key.slice(0, 60)}… has ${bytes} bytes together with the prefix of ${url}, S3 allows ${KEY_BYTES_MAX}. Choose a shorter prefix.`,
    );
  }
  return whole;
}
