/** @file This machine: Node, memory, disk, and the project's folder. */
import { access, constants, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Config } from '../config.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

const NODE_MAJOR_MIN = 24;
/** PostgreSQL, NATS, a worker and one encoder of middle size. */
const MEMORY_BYTES_MIN = 2e9;
/** Below the first a sweep may be cut off soon, below the second the database does not even start. */
const DISK_BYTES_WARN = 2e9;
const DISK_BYTES_MIN = 3e8;

export function examineNode(): Finding[] {
  const { version } = process;
  const major = Number(process.versions.node.split('.')[0]);
  return major >= NODE_MAJOR_MIN
    ? [ok('node', `${version} on ${process.platform} ${process.arch}`)]
    : [
        fail(
          'node',
          `expected version ${NODE_MAJOR_MIN} or newer, found ${version}`,
          './regatta brings one of its own',
        ),
      ];
}

export function examineMemory({ threads }: Config): Finding[] {
  const total = totalmem();
  const text = `${availableParallelism()} cores, ${threads} threads a computation, ${gigabytes(total)} of memory, ${gigabytes(freemem())} of it free`;
  return total < MEMORY_BYTES_MIN
    ? [warn('machine', text, `expected ${gigabytes(MEMORY_BYTES_MIN)}: large encoders may not fit`)]
    : [ok('machine', text)];
}

/** The folder of the project, and the room where it lies. */
export async function examineFolder({ project, state }: Config): Promise<Finding[]> {
  const place = await nearestFolder(state);
  const isWritable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const room = `${gigabytes(free)} free at ${place}`;
  const disk =
    free < DISK_BYTES_MIN
      ? fail('disk', room, `free at least ${gigabytes(DISK_BYTES_WARN)}, or use another folder with --project`)
      : free < DISK_BYTES_WARN
        ? warn('disk', room, 'features of large datasets may fill it')
        : ok('disk', room);
  const folder = isWritable
    ? ok('folder', `${project} can be written`)
    : fail(
        'folder',
        `${place} cannot be written`,
        'make it writable for this user, or use another folder with --project',
      );
  return [folder, disk];
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    const exists = await access(folder).then(
      () => true,
      () => false,
    );
    if (exists || folder === dirname(folder)) return folder;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
