/**
 * @file A small S3 server in memory, for machines without a real one and for faults that a real one does not have on
 * request. It checks every signature, keeps one bucket, and knows the requests that the store sends and no others.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BlobsOptions } from '../options.ts';
import { signatureFault, type KnownUser } from './signature.testkit.ts';

export type Fault =
  /** An error of S3; for HEAD without a body, as ever. */
  | { readonly status: number; readonly code: string; readonly headers?: Record<string, string> }
  /** The body breaks off in its middle. */
  | 'truncate'
  /** The connection closes before the request is looked at. */
  | 'reset'
  /** The request is done, and its answer is lost. */
  | 'lose answer'
  /** Nothing comes, ever. */
  | 'stall';

export interface FakeS3Options {
  readonly user?: KnownUser;
  readonly region?: string;
  /** What becomes of `If-None-Match`. @default 'keep' */
  readonly conditions?: 'keep' | 'ignore' | 'refuse';
  /** False for a server that always sends the whole. @default true */
  readonly knowsRanges?: boolean;
  /** Keys of one page of a list. @default 1000 */
  readonly pageKeys?: number;
}

interface Request {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export const BUCKET = 'regatta-test';
const DEFAULTS: Required<FakeS3Options> = {
  user: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret/with+signs' },
  region: 'us-east-1',
  conditions: 'keep',
  knowsRanges: true,
  pageKeys: 1000,
};

export class FakeS3 {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>();
  /** Method and key of every request, in their order. */
  readonly requests: string[] = [];
  /** When all objects were written last. */
  changedAt = new Date('2024-05-01T12:00:00Z');
  /** What the server takes for the present. @unit milliseconds */
  clockOffsetMs = 0;
  readonly #options: Required<FakeS3Options>;
  readonly #faults: { matches: (request: Request) => boolean; fault: Fault; left: number }[] = [];
  readonly #server = createServer((message, response) => void this.#serve(message, response));

  constructor(options: FakeS3Options = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  async start(): Promise<BlobsOptions> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const { accessKeyId, secretAccessKey, sessionToken } = this.#options.user;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    return { endpoint: `http://127.0.0.1:${port}`, region: this.#options.region, credentials };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next requests that match meet this fault. */
  fail(
    fault: Fault,
    { times = 1, matches = () => true }: { times?: number; matches?: (request: Request) => boolean } = {},
  ) {
    this.#faults.push({ matches, fault, left: times });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = message;
    const { pathname, searchParams } = new URL(url, 'http://s3');
    const [, bucket, ...rest] = decodeURIComponent(pathname).split('/');
    const request: Request = { method, key: rest.join('/'), query: searchParams, headers, body: Buffer.concat(chunks) };
    this.requests.push(`${method} ${request.key}`);
    const { user, region } = this.#options;
    const nowMs = Date.now() + this.clockOffsetMs;
    response.setHeader('date', new Date(nowMs).toUTCString());
    const answer = new Answer(response, method);
    const fault = this.#faultOf(request);
    if (fault === 'stall') return;
    if (fault === 'reset') return void response.destroy();
    if (typeof fault === 'object') return answer.error(fault.status, fault.code, fault.headers);
    const refused = signatureFault({ method, url, headers, body: request.body }, user, { region, nowMs });
    if (refused !== null) return answer.error(refused === 'AuthorizationHeaderMalformed' ? 400 : 403, refused);
    if (bucket !== BUCKET) return answer.error(404, 'NoSuchBucket');
    answer.fault = fault ?? null;
    this.#answer(request, answer);
  }

  #faultOf(request: Request): Fault | undefined {
    const found = this.#faults.find((entry) => entry.left > 0 && entry.matches(request));
    if (found === undefined) return undefined;
    found.left--;
    return found.fault;
  }

  #answer(request: Request, answer: Answer): void {
    const { method, key, query } = request;
    if (key === '' && method === 'GET' && query.get('list-type') === '2') return this.#list(query, answer);
    if (method === 'POST') return this.#upload(request, answer);
    if (method === 'PUT' && query.has('partNumber')) return this.#part(request, answer);
    if (method === 'PUT') return this.#put(request, answer, request.body);
    if (method === 'GET' || method === 'HEAD') return this.#get(request, answer);
    if (method === 'DELETE') {
      if (query.has('uploadId')) this.uploads.delete(query.get('uploadId')!);
      else this.objects.delete(key);
      return answer.send(204);
    }
    answer.error(501, 'NotImplemented');
  }

  #put({ key, headers }: Request, answer: Answer, body: Buffer, xml = ''): void {
    const { conditions } = this.#options;
    const condition = headers['if-none-match'];
    if (condition !== undefined && conditions === 'refuse') return answer.error(501, 'NotImplemented');
    if (condition === '*' && conditions === 'keep' && this.objects.has(key))
      return answer.error(412, 'PreconditionFailed');
    this.objects.set(key, body);
    answer.send(200, xml, { etag: etag(body) });
  }

  #get({ key, headers }: Request, answer: Answer): void {
    const body = this.objects.get(key);
    if (body === undefined) return answer.error(404, 'NoSuchKey');
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    if (range === null || !this.#options.knowsRanges) return answer.send(200, body);
    const [from, to] = [Number(range[1]), Math.min(Number(range[2]), body.length - 1)];
    if (from >= body.length) return answer.error(416, 'InvalidRange');
    answer.send(206, body.subarray(from, to + 1), { 'content-range': `bytes ${from}-${to}/${body.length}` });
  }

  #list(query: URLSearchParams, answer: Answer): void {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > after)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const page = keys.slice(0, Math.min(this.#options.pageKeys, Number(query.get('max-keys') ?? 1000)));
    const spelt = (key: string) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const changed = `<LastModified>${this.changedAt.toISOString()}</LastModified>`;
    const entry = (key: string) =>
      `<Contents><Key>${spelt(key)}</Key>${changed}<Size>${this.objects.get(key)!.length}</Size></Contents>`;
    const more = page.length < keys.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    answer.send(200, `<ListBucketResult>${page.map(entry).join('')}${more}</ListBucketResult>`);
  }

  #upload(request: Request, answer: Answer): void {
    const { key, query, body } = request;
    if (query.has('uploads')) {
      const id = randomUUID();
      this.uploads.set(id, { key, parts: new Map() });
      return answer.send(200, `<R><UploadId>${id}</UploadId></R>`);
    }
    const id = query.get('uploadId') ?? '';
    const upload = this.uploads.get(id);
    if (upload === undefined) return answer.error(404, 'NoSuchUpload');
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((match) => Number(match[1]));
    const parts = numbers.map((number) => upload.parts.get(number));
    if (parts.some((part) => part === undefined)) return answer.error(400, 'InvalidPart');
    if (parts.slice(0, -1).some((part) => part!.length < 5 * 2 ** 20)) return answer.error(400, 'EntityTooSmall');
    const before = this.objects.get(key);
    this.#put(request, answer, Buffer.concat(parts as Buffer[]), '<R></R>');
    if (this.objects.get(key) !== before) this.uploads.delete(id);
  }

  #part({ query, body }: Request, answer: Answer): void {
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined) return answer.error(404, 'NoSuchUpload');
    upload.parts.set(Number(query.get('partNumber')), body);
    answer.send(200, '', { etag: etag(body) });
  }
}

class Answer {
  fault: Fault | null = null;
  readonly #response: ServerResponse;
  readonly #method: string;

  constructor(response: ServerResponse, method: string) {
    this.#response = response;
    this.#method = method;
  }

  send(status: number, body: string | Buffer = '', headers: Record<string, string> = {}): void {
    const bytes = Buffer.from(body);
    if (this.fault === 'lose answer') return void this.#response.destroy();
    this.#response.writeHead(status, { ...headers, 'content-length': bytes.length });
    if (this.#method === 'HEAD') return void this.#response.end();
    if (this.fault !== 'truncate') return void this.#response.end(bytes);
    this.#response.write(bytes.subarray(0, bytes.length / 2), () => this.#response.destroy());
  }

  error(status: number, code: string, headers: Record<string, string> = {}): void {
    const body = this.#method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>It is ${code}.</Message></Error>`;
    this.#response.writeHead(status, { ...headers, 'content-length': body.length });
    this.#response.end(body);
  }
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
