/** @file The client of the AWS SDK, set up for any S3 server. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { BlobsOptions } from '../options.ts';
import { DirectGet } from './directGet.ts';

/** @unit milliseconds */
const CONNECTION_MS_MAX = 5_000;
/** Without a byte sent or received. @unit milliseconds */
const SILENCE_MS_MAX = 30_000;

export interface S3Connection {
  readonly client: S3Client;
  /** Where requests go, for messages. */
  readonly server: string;
  /** True for Amazon's own servers. */
  readonly isAmazon: boolean;
  /** Reads without the SDK; null for Amazon's servers, whose addresses it knows best. */
  readonly direct: DirectGet | null;
}

export interface ConnectOptions extends BlobsOptions {
  /** @default 30 s @unit milliseconds */
  readonly silenceMsMax?: number;
}

export function connectS3(options: ConnectOptions, environment: NodeJS.ProcessEnv = process.env): S3Connection {
  const { credentials, silenceMsMax = SILENCE_MS_MAX } = options;
  const endpoint = options.endpoint ?? (environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL']);
  const named = options.region ?? (environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION']);
  // Other servers mostly do not care, but the signature needs one.
  const region = named ?? (endpoint ? 'us-east-1' : undefined);
  const config: S3ClientConfig = {
    ...(endpoint ? { endpoint, forcePathStyle: options.pathStyle ?? true } : {}),
    ...(options.pathStyle === undefined ? {} : { forcePathStyle: options.pathStyle }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    // Newer checksums in trailers of a chunked body: servers of others mix them up with the body or refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Bodies that may exist already are asked for by HEAD; some servers never answer "continue".
    expectContinueHeader: false,
    // Tries are counted, spaced and explained in one place, which also sees bodies that end too early.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECTION_MS_MAX,
      socketTimeout: silenceMsMax,
    },
  };
  const client = new S3Client(config);
  const { credentials: provide, region: place } = client.config;
  const isPathStyle = options.pathStyle ?? true;
  const direct = endpoint
    ? new DirectGet({ endpoint, isPathStyle, credentials: provide, region: place, silenceMsMax })
    : null;
  return { client, server: endpoint || 'Amazon S3', isAmazon: !endpoint, direct };
}
