/** @file nats-server built from its source by a Go toolchain that is there. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { runCommand } from '../runCommand.ts';
import { installBinary, inScratchFolder } from './installBinary.ts';
import type { Rung } from './rung.ts';

const MODULE = 'github.com/nats-io/nats-server/v2@v2.10.27';
/** Two minutes on a slow machine. */
const BUILD_MS_MAX = 600_000;

export const natsFromGo: Rung = async ({ target, environment, onProgress, signal }) =>
  inScratchFolder(target, async (scratch) => {
    const bin = join(scratch, 'bin');
    await mkdir(bin);
    try {
      const version = await runCommand('go', ['version'], { environment, signal });
      if (version.status !== 0) return { closed: `go does not run: ${version.stderr.trim()}` };
      onProgress(`Building nats-server with ${version.stdout.trim()} (once; a minute or two).`);
      const built = await runCommand('go', ['install', '-trimpath', '-ldflags=-s -w', MODULE], {
        cwd: scratch,
        environment: { ...environment, GOBIN: bin, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
        timeoutMs: BUILD_MS_MAX,
        signal,
      });
      if (built.status !== 0) {
        const reason = built.stderr.trim().split('\n').at(-1) || 'it took too long';
        return { closed: `go could not build it: ${reason}` };
      }
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { closed: 'there is no go' };
      throw error;
    }
    return installBinary(join(bin, 'nats-server'), target);
  });
