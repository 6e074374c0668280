/**
 * @file GET of an object without the layers of the SDK, which cost a millisecond of processor time per request: as much as
 * a server needs to send a small image. One request of HTTP, signed by AWS Signature Version 4, over connections that
 * stay open. Its errors have the shape of the SDK's, so that they are judged alike.
 */
import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ByteRange } from '../blobs.ts';
import type { S3Credentials } from '../options.ts';
import { readBody } from './readBody.ts';
import { BodyLengthError } from './s3Fault.ts';

export interface DirectOptions {
  readonly endpoint: string;
  readonly isPathStyle: boolean;
  /** Asked before each request: they may expire. */
  readonly credentials: () => Promise<S3Credentials>;
  readonly region: () => Promise<string>;
  /** Without a byte sent or received. @unit milliseconds */
  readonly silenceMsMax: number;
}

export interface DirectAnswer {
  readonly bytes: Uint8Array;
  /** Of the whole object, where a part was asked for and the server says so. */
  readonly total: number | null;
}

/** An answer that is no success; the fields are named as the SDK names them. */
class ResponseError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $response: { readonly headers: IncomingMessage['headers'] };
  readonly Region: string | undefined;

  constructor(response: IncomingMessage, body: string) {
    super(tag(body, 'Message') ?? 'UnknownError');
    this.name = tag(body, 'Code') ?? 'UnknownError';
    this.Region = tag(body, 'Region');
    this.$metadata = { httpStatusCode: response.statusCode! };
    this.$response = { headers: response.headers };
  }
}

/** SHA-256 of no bytes. */
const NO_BODY = createHash('sha256').digest('hex');
/** An error says what it is in less. @unit bytes */
const ERROR_BYTES_MAX = 65_536;

export class DirectGet {
  readonly #options: DirectOptions;
  readonly #agent: HttpAgent;
  readonly #base: URL;
  /** What the server's clock is ahead of ours. @unit milliseconds */
  #clockAheadMs = 0;
  #signingKey: { readonly name: string; readonly key: Buffer } | null = null;

  constructor(options: DirectOptions) {
    this.#options = options;
    this.#base = new URL(options.endpoint);
    this.#agent =
      this.#base.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  /** @throws what the server said, or the network; a body of another length than was announced. */
  async get({ bucket, key }: { bucket: string; key: string }, range?: ByteRange): Promise<DirectAnswer> {
    const { isPathStyle, silenceMsMax } = this.#options;
    const base = this.#base;
    const host = isPathStyle ? base.host : `${bucket}.${base.host}`;
    const path = `${base.pathname.replace(/\/$/, '')}${isPathStyle ? `/${bucket}` : ''}/${key.split('/').map(escape).join('/')}`;
    const headers = await this.#sign({ host, path });
    if (range !== undefined) headers['range'] = `bytes=${range.offset}-${range.offset + range.length - 1}`;
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const { protocol, port } = base;
      const hostname = isPathStyle ? base.hostname : `${bucket}.${base.hostname}`;
      const request = send({ protocol, hostname, port, path, headers, agent: this.#agent }, resolve);
      request.setTimeout(silenceMsMax, () => request.destroy(timeout(silenceMsMax)));
      request.on('error', reject);
      request.end();
    });
    return this.#read(response);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #read(response: IncomingMessage): Promise<DirectAnswer> {
    const { statusCode = 0, headers } = response;
    if (statusCode !== 200 && statusCode !== 206) throw await this.#errorOf(response);
    const length = headers['content-length'];
    if (length === undefined) {
      response.destroy();
      throw new BodyLengthError('the server did not say how many bytes come');
    }
    const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
    return { bytes: await readBody(response, Number(length)), total: total === undefined ? null : Number(total) };
  }

  async #errorOf(response: IncomingMessage): Promise<Error> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if ((bytes += chunk.length) > ERROR_BYTES_MAX) break;
      chunks.push(chunk);
    }
    const error = new ResponseError(response, Buffer.concat(chunks).toString());
    const serverMs = Date.parse(response.headers.date ?? '');
    if (error.name === 'RequestTimeTooSkewed' && !Number.isNaN(serverMs)) this.#clockAheadMs = serverMs - Date.now();
    return error;
  }

  async #sign({ host, path }: { host: string; path: string }): Promise<Record<string, string>> {
    const [credentials, region] = await Promise.all([this.#options.credentials(), this.#options.region()]);
    const time = new Date(Date.now() + this.#clockAheadMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const signed: Record<string, string> = { host, 'x-amz-content-sha256': NO_BODY, 'x-amz-date': time };
    if (sessionToken !== undefined) signed['x-amz-security-token'] = sessionToken;
    const names = Object.keys(signed).join(';');
    const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
    const canonical = `GET\n${path}\n\n${lines.join('')}\n${names}\n${NO_BODY}`;
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
    const signature = hmac(this.#keyOf(secretAccessKey, scope), toSign).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...signed, authorization };
  }

  /** The same for a day. */
  #keyOf(secret: string, scope: string): Buffer {
    const name = `${scope} ${secret}`;
    if (this.#signingKey?.name !== name) {
      const [day, ...rest] = scope.split('/') as [string, ...string[]];
      this.#signingKey = { name, key: rest.reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day)) };
    }
    return this.#signingKey.key;
  }
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** RFC 3986: the five characters more that `encodeURIComponent` leaves. */
function escape(segment: string): string {
  return encodeURIComponent(segment).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function tag(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function timeout(ms: number): Error {
  return Object.assign(new Error(`nothing came for ${ms} ms`), { name: 'TimeoutError' });
}
