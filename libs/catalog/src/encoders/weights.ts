/**
 * @file The weights of an encoder: found by file or address, and checked against the hash that the manifest or the first
 * use has given them. A file that has not changed since (path, size, time of change) is not read again.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Blobs } from '@regatta/blobs';
import type { EncoderManifest } from '@regatta/encoders';
import { RetryableError } from '@regatta/jobs';
import { z } from 'zod';
import { CatalogError } from '../errors.ts';
import { cannotRead, joinNetwork, readNetworkFile } from './readNetworkFile.ts';

const OneFileStamp = z.strictObject({
  path: z.string().min(1),
  bytes: z.int().min(0),
  /** As the file system tells it. @unit milliseconds */
  modifiedMs: z.number(),
});
type OneFileStamp = z.infer<typeof OneFileStamp>;
/** A network's file as it was when it was hashed, with the files of weights beside it. */
export const FileStamp = OneFileStamp.extend({ beside: z.array(OneFileStamp).default([]) });
export type FileStamp = z.infer<typeof FileStamp>;

/** The server of the weights cannot be reached or failed: the same request may succeed later. */
export class WeightsUnavailableError extends RetryableError {
  override readonly name = 'WeightsUnavailableError';
}

export interface LockedWeights {
  readonly sha256: string;
  readonly stamp: FileStamp | null;
}

export interface FoundWeights extends LockedWeights {
  /** Null: they are the locked ones, known without reading, and lie in the object store. */
  readonly bytes: Uint8Array | null;
}

export interface WeightsRequest {
  readonly manifest: EncoderManifest;
  /** Path of the manifest: files are relative to it. */
  readonly source: string;
  /** What the name stood for until now; null at its first use. */
  readonly locked: LockedWeights | null;
  readonly blobs: Blobs;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

export const weightsKey = (sha256: string) => `weights/${sha256}.onnx`;

/**
 * Finds the weights that a manifest names, and checks that they are the ones that are meant.
 * @throws {CatalogError} no such file, or its content is not what the manifest or the first use says
 * @throws {WeightsUnavailableError} the server cannot be reached or failed
 */
export async function findWeights(request: WeightsRequest): Promise<FoundWeights> {
  const { manifest, source } = request;
  const place = placeOf(manifest, source);
  return manifest.weights.url === undefined ? findFile(request, place) : findRemote(request, place);
}

/** Path or address of the network. @param source path of the manifest */
export function placeOf({ weights: { file, url } }: Pick<EncoderManifest, 'weights'>, source: string): string {
  return url ?? resolve(dirname(source), file!);
}

async function findFile(request: WeightsRequest, path: string): Promise<FoundWeights> {
  const { manifest, locked, blobs } = request;
  const isExpected = locked !== null && (manifest.weights.sha256 ?? locked.sha256) === locked.sha256;
  const own = await stampOf(path, manifest.name);
  if (isExpected && (await isUnchanged(locked.stamp, own)) && (await isStored(blobs, locked.sha256))) {
    return { ...locked, bytes: null };
  }
  const { network, files } = await readNetworkFile(path, manifest.name);
  const beside = await Promise.all(files.map((file) => stampOf(file, manifest.name)));
  return { sha256: checkedHash(request, network, path), stamp: { ...own, beside }, bytes: network };
}

async function isUnchanged(locked: FileStamp | null, own: OneFileStamp): Promise<boolean> {
  if (locked === null) return false;
  const { beside, ...before } = locked;
  if (!isDeepStrictEqual(before, own)) return false;
  const now = await Promise.all(beside.map(({ path }) => stampOf(path, path).catch(() => null)));
  return isDeepStrictEqual(now, beside);
}

async function findRemote(request: WeightsRequest, url: string): Promise<FoundWeights> {
  const { manifest, locked, blobs, onProgress } = request;
  const expected = manifest.weights.sha256 ?? locked?.sha256;
  if (expected !== undefined && (await isStored(blobs, expected)))
    return { sha256: expected, stamp: null, bytes: null };
  onProgress?.(`Fetching the weights of ${manifest.name} from ${url}`);
  const bytes = await joinNetwork(await download(request, url), { name: manifest.name, place: url }, (location) =>
    download(request, new URL(location, url).href),
  );
  return { sha256: checkedHash(request, bytes, url), stamp: null, bytes };
}

/** @throws {CatalogError} other weights than the manifest says, or than the first use locked */
function checkedHash({ manifest, source, locked }: WeightsRequest, bytes: Uint8Array, place: string): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const expected = manifest.weights.sha256 ?? locked?.sha256;
  if (expected === undefined || expected === sha256) return sha256;
  const [who, cure] =
    manifest.weights.sha256 === undefined
      ? ['its first use has locked', `write sha256: ${sha256} into ${source}, or use another name`]
      : [`${source} says`, 'correct sha256 there'];
  throw new CatalogError(
    `The weights of encoder "${manifest.name}" are not the ones expected: ${who} sha256 ${expected}, ` +
      `${place} has ${sha256}. If these are meant, ${cure}.`,
  );
}

async function isStored(blobs: Blobs, sha256: string): Promise<boolean> {
  return (await blobs.head(weightsKey(sha256))) !== null;
}

async function stampOf(path: string, name: string): Promise<OneFileStamp> {
  const info = await stat(path).catch((cause: unknown) => cannotRead(path, name, cause));
  if (!info.isFile()) throw new CatalogError(`Expected the weights of encoder "${name}" in a file, got ${path}.`);
  return { path, bytes: info.size, modifiedMs: info.mtimeMs };
}

async function download({ manifest, signal }: WeightsRequest, url: string): Promise<Uint8Array> {
  const whose = `the weights of encoder "${manifest.name}" from ${url}`;
  const response = await fetch(url, { ...(signal ? { signal } : {}) }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new WeightsUnavailableError(`Cannot fetch ${whose}: the server cannot be reached. Check the network.`, {
      cause,
    });
  });
  if (!response.ok) {
    const message = `Cannot fetch ${whose}: the server answered ${response.status} ${response.statusText}.`;
    // A server's own trouble may pass; that it has no such file will not.
    throw response.status >= 500 ? new WeightsUnavailableError(message) : new CatalogError(message);
  }
  const body = await response.arrayBuffer().catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new WeightsUnavailableError(`Cannot fetch ${whose}: the connection broke. Try again.`, { cause });
  });
  return new Uint8Array(body);
}
