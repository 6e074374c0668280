/** @file A model hub for tests: a real server on this machine, with ranges and tags, that can be told to fail, and can be a proxy. */
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

export interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  status: number;
}

export interface TestHub {
  readonly url: string;
  readonly requests: readonly HubRequest[];
  put(path: string, bytes: Uint8Array): void;
  /** Breaks the connection after so many bytes of each answer; null ends that. */
  cutAfter(bytes: number | null): void;
  /** Answers so instead, for some requests or all that follow. */
  answer(status: number, options?: { times?: number }): void;
  close(): Promise<void>;
}

const CUT_MS = 30;

export async function startHub(content: Readonly<Record<string, Uint8Array>>): Promise<TestHub> {
  const files = new Map(Object.entries(content));
  const requests: HubRequest[] = [];
  let cut: number | null = null;
  let failing: { status: number; times: number } | null = null;
  const server = createServer((request, response) => {
    const { range, authorization, 'if-range': tagBefore } = request.headers;
    const path = decodeURIComponent(request.url!.slice(1));
    const noted: HubRequest = { path, range, authorization, status: 0 };
    requests.push(noted);
    const bytes = files.get(path);
    if (failing !== null && failing.times-- > 0) return end(response, noted, failing.status);
    if (bytes === undefined) return end(response, noted, 404);
    const tag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    const from = range !== undefined && tagBefore === tag ? Number(/\d+/.exec(range)![0]) : 0;
    noted.status = from === 0 ? 200 : 206;
    response.writeHead(noted.status, {
      etag: tag,
      'content-length': bytes.length - from,
      ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    });
    if (cut === null || bytes.length - from <= cut) return void response.end(bytes.subarray(from));
    // A connection that breaks at once takes with it what the client has not read yet.
    response.write(bytes.subarray(from, from + cut), () => setTimeout(() => response.socket?.destroySoon(), CUT_MS));
    return undefined;
  });
  // As a proxy it leads every host to itself.
  server.on('connect', (request, socket) => {
    requests.push({ path: `CONNECT ${request.url}`, range: undefined, authorization: undefined, status: 200 });
    const inner = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(inner).pipe(socket);
    });
    for (const each of [inner, socket]) each.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    put: (path, bytes) => void files.set(path, bytes),
    cutAfter: (bytes) => void (cut = bytes),
    answer: (status, { times = Infinity } = {}) => void (failing = { status, times }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function end(response: ServerResponse, noted: HubRequest, status: number): void {
  noted.status = status;
  response.writeHead(status).end();
}
