/**
 * @file Objects in a bucket of any S3 server, below a prefix.
 *
 * Written once by `If-None-Match: *`. On a server that does not keep this condition a `put` asks first whether the object
 * is there. Two writers can race in between, and the later one overwrites: objects are named by what decides their
 * bytes, so both are equal. A `put` whose answer was lost is sent again, and then finds its own object: it says `exists`.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { systemTime } from '@regatta/jobs';
import type { BlobInfo, BlobSource, Blobs, ByteRange } from '../blobs.ts';
import { BlobAccessError, BlobNotFoundError } from '../errors.ts';
import { ANY_KEYS, OUR_KEYS, type KeyRules } from '../key.ts';
import { checkInside, checkRange } from '../range.ts';
import { UNLESS_THERE, keepsConditions } from './conditionalWrites.ts';
import { putParts } from './putParts.ts';
import { readBody } from './readBody.ts';
import { withRetries, type RetryOptions } from './retry.ts';
import { bucketKey, parseS3Address, type S3Address } from './s3Address.ts';
import { connectS3, type ConnectOptions, type S3Connection } from './s3Client.ts';
import { s3Error, type S3Action } from './s3Errors.ts';
import { BodyLengthError, TRANSIENT, s3Fault } from './s3Fault.ts';

/** Larger bodies go in parts. @unit bytes */
const WHOLE_BYTES_MAX = 16 * 2 ** 20;
/** Sending a larger body to be told that it is there costs more than asking first. @unit bytes */
const UNASKED_BYTES_MAX = 2 ** 20;

export interface S3BlobsOptions extends ConnectOptions, Partial<RetryOptions> {}

/** @throws {BlobUrlError} */
export function openS3Blobs(url: string, options: S3BlobsOptions = {}): Blobs {
  return open(url, options, OUR_KEYS);
}

/** What lies below a prefix of somebody else's bucket. @throws {BlobUrlError} */
export function openS3Source(url: string, options: S3BlobsOptions = {}): BlobSource {
  return open(url, options, ANY_KEYS);
}

function open(url: string, options: S3BlobsOptions, keys: KeyRules): S3Blobs {
  const { time = systemTime, random = Math.random } = options;
  const place = { address: parseS3Address(url, keys), keys, connection: connectS3(options) };
  return new S3Blobs(place, { time, random });
}

class S3Blobs implements Blobs {
  readonly url: string;
  readonly #address: S3Address;
  readonly #client: S3Client;
  readonly #connection: S3Connection;
  readonly #keys: KeyRules;
  readonly #retry: RetryOptions;
  /** Whether the server keeps conditions; asked before the first write. */
  #isConditional: Promise<boolean> | null = null;
  #isBucketKnown = false;

  constructor(place: { address: S3Address; keys: KeyRules; connection: S3Connection }, retry: RetryOptions) {
    this.url = place.address.url;
    this.#address = place.address;
    this.#keys = place.keys;
    this.#client = place.connection.client;
    this.#connection = place.connection;
    this.#retry = retry;
  }

  async put(key: string, body: Uint8Array): Promise<'created' | 'exists'> {
    const name = this.#name(key);
    return this.#explaining({ verb: 'write', key }, async () => {
      const isConditional = await this.#keepsConditions();
      const isAsked = !isConditional || body.length > UNASKED_BYTES_MAX;
      if (isAsked && (await this.#size(key)) !== null) return 'exists';
      const condition = isConditional ? UNLESS_THERE : {};
      try {
        if (body.length > WHOLE_BYTES_MAX) await putParts(this.#client, { name, body, condition }, this.#retry);
        else {
          const command = new PutObjectCommand({ ...name, Body: body, ContentLength: body.length, ...condition });
          await withRetries(() => this.#client.send(command), this.#retry);
        }
        return 'created';
      } catch (error) {
        if (s3Fault(error) === 'taken') return 'exists';
        throw error;
      }
    });
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    const name = this.#name(key);
    if (range !== undefined) checkRange(key, range);
    return this.#explaining({ verb: 'read', key }, async () => {
      // HTTP has no range of no bytes.
      if (range?.length === 0) {
        checkInside(key, range, await this.#sizeOf(key));
        return new Uint8Array();
      }
      try {
        return await withRetries(() => this.#getOnce(key, name, range), this.#retry);
      } catch (error) {
        if (s3Fault(error) === 'range' && range !== undefined) checkInside(key, range, await this.#sizeOf(key));
        throw error;
      }
    });
  }

  async head(key: string): Promise<BlobInfo | null> {
    this.#keys.check(key);
    return this.#explaining({ verb: 'look up', key }, async () => {
      const bytes = await this.#size(key);
      return bytes === null ? null : { key, bytes };
    });
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    this.#keys.splitPrefix(prefix);
    const { bucket, prefix: ours } = this.#address;
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: ours + prefix, ContinuationToken });
      const page = await this.#explaining({ verb: 'list', key: prefix }, () =>
        withRetries(() => this.#client.send(command), this.#retry),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        const key = Key?.slice(ours.length);
        // What others put there under names that no key can have is not ours.
        if (key === undefined || Size === undefined || !this.#keys.isKey(key)) continue;
        const changed = LastModified === undefined ? {} : { changedAtMs: LastModified.getTime() };
        yield { key, bytes: Size, ...changed };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  async delete(key: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#name(key));
    await this.#explaining({ verb: 'delete', key }, async () => {
      try {
        await withRetries(() => this.#client.send(command), this.#retry);
      } catch (error) {
        if (s3Fault(error) !== 'missing') throw error;
      }
    });
  }

  async close(): Promise<void> {
    this.#connection.direct?.close();
    this.#client.destroy();
  }

  #name(key: string): { Bucket: string; Key: string } {
    this.#keys.check(key);
    return { Bucket: this.#address.bucket, Key: bucketKey(this.#address, key) };
  }

  async #getOnce(key: string, name: { Bucket: string; Key: string }, range?: ByteRange): Promise<Uint8Array> {
    const { direct } = this.#connection;
    if (direct !== null) {
      const { bytes, total } = await direct.get({ bucket: name.Bucket, key: name.Key }, range);
      if (range !== undefined) checkAnswer(key, { total, length: bytes.length }, range);
      return bytes;
    }
    const Range = range && `bytes=${range.offset}-${range.offset + range.length - 1}`;
    const command = new GetObjectCommand({ ...name, ...(Range === undefined ? {} : { Range }) });
    const { Body, ContentLength: length, ContentRange } = await this.#client.send(command);
    const body = Body as Readable;
    try {
      if (length === undefined) throw new BodyLengthError('the server did not say how many bytes come');
      const total = /\/(\d+)$/.exec(ContentRange ?? '')?.[1];
      if (range !== undefined) checkAnswer(key, { total: total === undefined ? null : Number(total), length }, range);
    } catch (error) {
      body.destroy();
      throw error;
    }
    return readBody(body, length);
  }

  /** Size of an object, or null when there is none. */
  async #size(key: string): Promise<number | null> {
    const name = this.#name(key);
    try {
      const { ContentLength } = await withRetries(() => this.#client.send(new HeadObjectCommand(name)), this.#retry);
      if (ContentLength === undefined) throw new BodyLengthError('the server did not say how large the object is');
      return ContentLength;
    } catch (error) {
      const fault = s3Fault(error);
      if (fault === 'missing') {
        await this.#checkBucket();
        return null;
      }
      throw await this.#spelt(error, name);
    }
  }

  async #sizeOf(key: string): Promise<number> {
    const bytes = await this.#size(key);
    if (bytes === null) throw new BlobNotFoundError({ key, url: this.url });
    return bytes;
  }

  /** A missing bucket answers HEAD as a missing object does. */
  async #checkBucket(): Promise<void> {
    if (this.#isBucketKnown) return;
    // LIST spells its faults out, HEAD cannot.
    const { bucket, prefix } = this.#address;
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
    await withRetries(() => this.#client.send(command), this.#retry).catch((error: unknown) => {
      // Who may not list may still look up, on a server that answers 404 all the same.
      if (s3Fault(error) !== 'denied') throw error;
    });
    this.#isBucketKnown = true;
  }

  /** An answer to HEAD has no body that could say why; the same question by GET has one. */
  async #spelt(error: unknown, name: { Bucket: string; Key: string }): Promise<unknown> {
    if (TRANSIENT.has(s3Fault(error))) return error;
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...name, Range: 'bytes=0-0' }));
      (Body as Readable).destroy();
      return error;
    } catch (spelt) {
      return spelt;
    }
  }

  async #keepsConditions(): Promise<boolean> {
    if (this.#connection.isAmazon) return true;
    this.#isConditional ??= keepsConditions(this.#client, this.#address, this.#retry);
    try {
      return await this.#isConditional;
    } catch (error) {
      this.#isConditional = null;
      throw error;
    }
  }

  async #explaining<T>(action: S3Action, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, { address: this.#address, server: this.#connection.server }, action);
    }
  }
}

/**
 * S3 shortens a range that goes beyond the end, and says how large the object is.
 * @param answer bytes of the whole object, null where the server sends all of it; bytes that it announced
 */
function checkAnswer(key: string, answer: { total: number | null; length: number }, range: ByteRange): void {
  if (answer.total === null) {
    throw new BlobAccessError(
      `The server answers a request for a part of \`${key}\` with all of it: it does not know ranges, which features and shards are read by. Choose another store (REGATTA_STORE).`,
    );
  }
  checkInside(key, range, answer.total);
  if (answer.length !== range.length)
    throw new BodyLengthError(`expected ${range.length} bytes, the server announced ${answer.length}`);
}
