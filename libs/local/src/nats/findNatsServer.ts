/**
 * @file Finds nats-server, or fetches it: a ladder whose first rung that holds is taken.
 *
 *   path      in PATH, or where packages put servers (/usr/sbin is not in everybody's PATH)
 *   cache     what an earlier search has fetched
 *   release   the project's own release, checked against a sha256 that is written down here
 *   apt       the distribution's package, unpacked without installing it: needs no root
 *   go        built from source by a Go that is there, checked by Go's own checksum database
 */
import { join } from 'node:path';
import { cacheFolder, claimCacheFolder } from '../cacheFolder.ts';
import { LocalError } from '../errors.ts';
import { natsServerVersion } from './natsBinary.ts';
import { natsFromApt } from './natsFromApt.ts';
import { natsFromGo } from './natsFromGo.ts';
import { natsFromPath } from './natsFromPath.ts';
import { natsFromRelease } from './natsFromRelease.ts';
import type { Rung } from './rung.ts';

export interface FindNatsServerOptions {
  /** Hears what is tried and what came of it, line by line. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** PATH, HOME and XDG_CACHE_HOME are read. @default this process's environment */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

export interface NamedRung {
  readonly name: string;
  readonly run: Rung;
}

const FETCHING: readonly NamedRung[] = [
  { name: 'the official release', run: natsFromRelease },
  { name: 'apt', run: natsFromApt },
  { name: 'go', run: natsFromGo },
];

/**
 * The path of a nats-server >= 2.9, fetched into the user's cache if need be.
 * @throws {LocalError} when every way is closed, with the reason of each.
 */
export function findNatsServer(options: FindNatsServerOptions = {}): Promise<string> {
  return climb(FETCHING, options);
}

/** The ladder with these ways to fetch, tried in their order. */
export async function climb(fetching: readonly NamedRung[], options: FindNatsServerOptions): Promise<string> {
  const { environment = process.env, signal, onProgress = () => undefined } = options;
  const installed = await natsFromPath({ environment, signal, onProgress });
  if (installed !== null) return installed;
  const cache = join(cacheFolder(environment), 'nats-server');
  const target = join(cache, 'nats-server');
  if (await isGood(target, signal)) return target;

  if (!(await claimCacheFolder(cache)))
    throw new LocalError(
      `There is no nats-server in PATH, and one cannot be fetched because ${cache} cannot be written: make it writable, set XDG_CACHE_HOME, or install nats-server >= 2.9.`,
    );
  const reasons: string[] = [];
  for (const { name, run } of fetching) {
    signal?.throwIfAborted();
    const result = await run({ target, environment, onProgress, signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      return { closed: error instanceof Error ? error.message : String(error) };
    });
    if ('path' in result) {
      onProgress(`nats-server ${await natsServerVersion(result.path, signal)} is ready in ${result.path}.`);
      return result.path;
    }
    reasons.push(`${name}: ${result.closed}`);
    onProgress(`No nats-server from ${name}: ${result.closed}.`);
  }
  throw new LocalError(
    `nats-server is missing and could not be fetched (${reasons.join('; ')}): install nats-server >= 2.9 (\`apt-get install nats-server\`, \`brew install nats-server\`), or set REGATTA_NATS_URL to one that runs.`,
  );
}

async function isGood(path: string, signal?: AbortSignal): Promise<boolean> {
  return natsServerVersion(path, signal).then(
    () => true,
    () => false,
  );
}
