/** @file The object store: written, read and cleaned up. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import { fail, ok, type Finding } from './finding.ts';

export async function examineObjects({ storeUrl, state }: Config): Promise<Finding[]> {
  // A preflight leaves no folder behind where there is no project yet; `folder` has looked whether it could.
  if (storeUrl.startsWith('file:') && !existsSync(state))
    return [ok('objects', `${storeUrl}, made by the first import`)];
  const { openBlobs } = await import('@regatta/blobs');
  const blobs = await openBlobs(storeUrl);
  const key = `doctor/${randomUUID()}`;
  const bytes = new TextEncoder().encode(key);
  try {
    await blobs.put(key, bytes);
    const back = await blobs.get(key);
    await blobs.delete(key);
    return Buffer.compare(back, bytes) === 0
      ? [ok('objects', `${blobs.url} can be written and read`)]
      : [fail('objects', `${blobs.url} gave other bytes than it was given`, 'use another store')];
  } finally {
    await blobs.close();
  }
}
