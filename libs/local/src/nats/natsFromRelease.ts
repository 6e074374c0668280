/**
 * @file nats-server as its project releases it, for platforms whose archive's sha256 is known to us from a second
 * party: the Dockerfiles of the official image (Linux) and the Hermit package list (macOS). Both name the same hashes
 * for the releases that they share.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../runCommand.ts';
import { installBinary, inScratchFolder } from './installBinary.ts';
import type { Rung, RungOptions } from './rung.ts';

export interface Release {
  readonly version: string;
  /** As in the archive's name. */
  readonly platform: string;
  readonly sha256: string;
}

/** By Node's name of the platform. */
const RELEASES: Readonly<Record<string, Release>> = {
  'linux-x64': {
    version: '2.10.16',
    platform: 'linux-amd64',
    sha256: 'ed2585edff10a393916e665ad808f97124c726407d926d5f033ad43805ae4de1',
  },
  'linux-arm64': {
    version: '2.10.16',
    platform: 'linux-arm64',
    sha256: 'a7d9cee900c7035efadeeffced4ede6ceb32f19028a839148d3fb4c285b0106e',
  },
  'darwin-x64': {
    version: '2.10.10',
    platform: 'darwin-amd64',
    sha256: '5b6bfed8f75ecb2f6465b87334f4e757a66c32b6c5f802e964a080a3716ffffb',
  },
  'darwin-arm64': {
    version: '2.10.10',
    platform: 'darwin-arm64',
    sha256: '8af6cbd8f3f21bcec164d17bc879d3e7807cd98e1c7839ac668986a71c4e52c6',
  },
};

/** Up to the first byte; a network that swallows packets must not hold up the other ways for long. */
const ANSWER_MS_MAX = 8000;
/** 6 MB over a slow line. */
const DOWNLOAD_MS_MAX = 180_000;

export const natsFromRelease: Rung = (options) => {
  const release = RELEASES[`${process.platform}-${process.arch}`];
  if (release !== undefined) return fetchRelease(release, 'https://github.com/nats-io/nats-server/releases', options);
  return Promise.resolve({ closed: `no release is known for ${process.platform}-${process.arch}` });
};

/** @param base address below which releases lie in `download/` */
export async function fetchRelease(
  release: Release,
  base: string,
  { target, onProgress, signal }: RungOptions,
): Promise<Awaited<ReturnType<Rung>>> {
  const name = `nats-server-v${release.version}-${release.platform}`;
  const url = `${base}/download/v${release.version}/${name}.tar.gz`;
  onProgress(`Fetching nats-server ${release.version} (6 MB, once).`);
  const archive = await download(url, signal);
  const sha256 = createHash('sha256').update(archive).digest('hex');
  if (sha256 !== release.sha256)
    return { closed: `the bytes of ${url} are not the known ones (sha256 ${sha256}, expected ${release.sha256})` };
  return inScratchFolder(target, async (scratch) => {
    await writeFile(join(scratch, 'archive.tar.gz'), archive);
    const unpacked = await runCommand('tar', ['-xzf', 'archive.tar.gz'], { cwd: scratch, signal });
    if (unpacked.status !== 0) return { closed: `tar could not unpack the archive: ${unpacked.stderr.trim()}` };
    return installBinary(join(scratch, name, 'nats-server'), target);
  });
}

async function download(url: string, signal?: AbortSignal): Promise<Buffer> {
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), ANSWER_MS_MAX);
  const limits = [tooLate.signal, AbortSignal.timeout(DOWNLOAD_MS_MAX), ...(signal ? [signal] : [])];
  const host = new URL(url).host;
  try {
    const response = await fetch(url, { signal: AbortSignal.any(limits) });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${host} answered ${response.status} for ${url}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    signal?.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    const isLate = tooLate.signal.aborted || (error instanceof Error && error.name === 'TimeoutError');
    throw new Error(`${host} cannot be reached (${isLate ? 'no answer in time' : (cause ?? String(error))})`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}
