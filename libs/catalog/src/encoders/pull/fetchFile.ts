/**
 * @file Downloads a large file, and goes on where it was cut off: after an error, and after the end of the process.
 *
 * What has come lies in `PATH.part`, beside the server's tag for it. The tag is sent along (`If-Range`), so that the rest
 * of another version is never put behind the beginning of this one; without a tag the download begins anew.
 */
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CatalogError, messageOf } from '../../errors.ts';
import { WeightsUnavailableError } from '../weights.ts';
import { claim, sizeOf } from './partFile.ts';

export interface FetchFileOptions {
  readonly url: string;
  /** Where the file goes, whole or not at all. */
  readonly path: string;
  /** What it is, for messages: `the weights of encoder "x"`. */
  readonly what: string;
  /** Sent to the server of the address, not to one that it forwards to. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number, total: number | null) => void) | undefined;
  /** Pause before the next try. @default 1 s, doubled each time, at most 30 s @unit milliseconds */
  readonly delayMs?: (tries: number) => number;
}

/** Tries in a row that bring nothing. One that brings bytes counts as none. */
const TRIES_MAX = 5;

/**
 * @throws {CatalogError} the server has no such file, or will not give it @throws {WeightsUnavailableError} it cannot be
 *   reached, or broke off again and again; what has come is kept for the next time
 */
export async function fetchFile(options: FetchFileOptions): Promise<void> {
  const { path, signal, delayMs = (tries) => Math.min(30_000, 1000 * 2 ** tries) } = options;
  await mkdir(dirname(path), { recursive: true });
  const release = await claim(path);
  try {
    for (let tries = 0; ;) {
      const before = await sizeOf(`${path}.part`);
      const failure = await fetchRest(options).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (error instanceof WeightsUnavailableError) return error;
        throw error;
      });
      if (failure === null) return;
      tries = (await sizeOf(`${path}.part`)) > before ? 0 : tries + 1;
      if (tries >= TRIES_MAX) throw failure;
      // Half of it at random: many machines that lost one server must not come back at once.
      await sleep(delayMs(tries) * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
    }
  } finally {
    await release();
  }
}

/** One request. @returns null: the file is whole */
async function fetchRest({ url, path, what, token, signal, onBytes }: FetchFileOptions): Promise<null> {
  const part = `${path}.part`;
  const tag = await readFile(`${part}.tag`, 'utf8').catch(() => null);
  const have = tag === null ? 0 : await sizeOf(part);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(have === 0 ? {} : { range: `bytes=${have}-`, 'if-range': tag! }),
    // A compressed stream has no ranges and another length.
    'accept-encoding': 'identity',
  };
  const response = await fetch(url, { headers, ...(signal ? { signal } : {}) }).catch((cause: unknown) => {
    throw new WeightsUnavailableError(
      `Cannot fetch ${what} from ${url}: the server cannot be reached (${reasonOf(cause)}). Check network and proxy.`,
      { cause },
    );
  });
  if (response.status === 416) {
    await rm(`${part}.tag`, { force: true });
    throw new WeightsUnavailableError(`Cannot fetch ${what} from ${url}: the server has another file than before.`);
  }
  refuseStatus(response, { url, what, hasToken: token !== undefined });
  const from = response.status === 206 ? startOf(response) : 0;
  if (from !== 0 && from !== have) {
    throw new CatalogError(`Cannot fetch ${what} from ${url}: asked for bytes from ${have}, got them from ${from}.`);
  }
  await noteTag(`${part}.tag`, response.headers.get('etag'));
  const total = totalOf(response, from);
  const bytes = await writeBody(response, { part, from, onBytes: (count) => onBytes?.(count, total) }).catch(
    (cause: unknown) => {
      if (cause instanceof CatalogError) throw cause;
      throw brokeOff(what, url, cause);
    },
  );
  if (total !== null && bytes < total) throw brokeOff(what, url, `${bytes} of ${total} bytes`);
  await rename(part, path);
  await rm(`${part}.tag`, { force: true });
  return null;
}

function refuseStatus(
  response: Response,
  { url, what, hasToken }: { url: string; what: string; hasToken: boolean },
): void {
  const { status, statusText, ok } = response;
  if (ok) return;
  const message = `Cannot fetch ${what} from ${url}: the server answered ${status} ${statusText}`;
  if (status === 401 || status === 403) {
    const cure = hasToken
      ? 'The token does not allow it: accept the licence on the page of the repository, or take another token'
      : 'Accept the licence on the page of the repository, and set HF_TOKEN to a token that may read it';
    throw new CatalogError(`${message}. ${cure}.`);
  }
  // A server's own trouble, or too many requests, may pass; that it has no such file will not.
  if (status >= 500 || status === 408 || status === 429)
    throw new WeightsUnavailableError(`${message}. Try again later.`);
  throw new CatalogError(`${message}. Check repository, revision and file, or the mirror.`);
}

/** Appends what comes. @returns bytes of the whole file so far */
async function writeBody(
  response: Response,
  { part, from, onBytes }: { part: string; from: number; onBytes: (bytes: number) => void },
): Promise<number> {
  await using file = await open(part, from === 0 ? 'w' : 'r+').catch((cause: unknown) => {
    throw new CatalogError(`Cannot write ${part}: ${messageOf(cause)}.`, { cause });
  });
  let at = from;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    await writeAll(file, chunk, at).catch((cause: unknown) => {
      throw new CatalogError(`Cannot write ${part}: ${messageOf(cause)}.`, { cause });
    });
    at += chunk.length;
    onBytes(at);
  }
  await file.truncate(at);
  await file.sync();
  return at;
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await file.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
  }
}

/** Weak tags say that two versions are alike, not that they are the same bytes. */
async function noteTag(path: string, tag: string | null): Promise<void> {
  if (tag === null || tag.startsWith('W/')) await rm(path, { force: true });
  else await writeFile(path, tag);
}

function brokeOff(what: string, url: string, why: unknown): WeightsUnavailableError {
  const reason = typeof why === 'string' ? why : reasonOf(why);
  return new WeightsUnavailableError(
    `The download of ${what} from ${url} broke off (${reason}). Run it again: it goes on from there.`,
    { cause: why },
  );
}

const startOf = (response: Response) => Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]);

function totalOf(response: Response, from: number): number | null {
  const length = response.headers.get('content-length');
  return length === null ? null : from + Number(length);
}

/** fetch says only "fetch failed"; why stands in its cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? messageOf(error.cause) : messageOf(error);
}
