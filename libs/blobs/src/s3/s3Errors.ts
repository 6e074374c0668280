/** @file What a fault of S3 means for whoever asked: which error, in which words, with which cure. */
import { RetryableError, TerminalError } from '@regatta/jobs';
import { BlobAccessError, BlobCorruptError, BlobNotFoundError, BlobUnavailableError } from '../errors.ts';
import { regionOf, s3Fault, wordsOf, type S3Fault } from './s3Fault.ts';
import type { S3Address } from './s3Address.ts';

export interface S3Place {
  readonly address: S3Address;
  readonly server: string;
}

export interface S3Action {
  /** What was tried, as in "Cannot read". */
  readonly verb: string;
  readonly key: string;
}

/** Behind "Cannot read `key` in s3://bucket (server): ". */
const CURES: Partial<Record<S3Fault, (place: S3Place, error: unknown) => string>> = {
  'no-bucket': ({ address }) =>
    `there is no bucket \`${address.bucket}\`. Create it, or correct the store (REGATTA_STORE)`,
  'no-credentials': () =>
    'no credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role',
  'wrong-credentials': (_, error) =>
    `the credentials were not accepted: ${wordsOf(error)}. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they belong to this server`,
  expired: () =>
    'the credentials have expired. Get new ones (aws sso login, or a new AWS_SESSION_TOKEN) and start again',
  denied: (_, error) =>
    `the server does not allow it: ${wordsOf(error)}. These credentials need s3:GetObject, s3:PutObject, s3:DeleteObject ` +
    'and s3:ListBucket there; without the last a missing object looks forbidden too',
  clock: () =>
    "this machine's clock differs too much from the server's. Set it (timedatectl, or restart its time service)",
  region: (_, error) => {
    const region = regionOf(error);
    return `the bucket is in another region (${wordsOf(error)}). Set AWS_REGION${region === null ? ' to it' : `=${region}`}`;
  },
  full: (_, error) =>
    `the server has no room left: ${wordsOf(error)}. Free space there, or choose another store (REGATTA_STORE)`,
  unsupported: (_, error) => `the server does not know such a request: ${wordsOf(error)}. Is it an S3 server?`,
  refused: (_, error) => `the server refused: ${wordsOf(error)}`,
};

/** The error to throw after the last try; errors that are ours already pass. */
export function s3Error(error: unknown, place: S3Place, { verb, key }: S3Action): Error {
  if (error instanceof TerminalError || error instanceof RetryableError) return error;
  const fault = s3Fault(error);
  const { address, server } = place;
  if (fault === 'missing') return new BlobNotFoundError({ key, url: address.url, cause: error });
  const where = `Cannot ${verb} \`${key}\` in ${address.url} (${server})`;
  if (fault === 'truncated') return new BlobCorruptError(`${where}: ${wordsOf(error)}.`, { cause: error });
  const cure = CURES[fault];
  if (cure !== undefined) return new BlobAccessError(`${where}: ${cure(place, error)}.`, { cause: error });
  const why = fault === 'unreachable' ? `the server cannot be reached: ${wordsOf(error)}` : wordsOf(error);
  return new BlobUnavailableError(`${where}, also after several tries: ${why}.`, { cause: error });
}
