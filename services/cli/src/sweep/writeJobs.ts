/** @file Jobs as files that `regatta execute` runs, numbered in an order in which they can run. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedJob } from '@regatta/jobs';

export async function writeJobs(jobs: readonly PlannedJob[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [i, { id, kind, payload }] of jobs.entries()) {
    const name = `${String(i + 1).padStart(4, '0')}-${kind}.json`;
    await writeFile(join(folder, name), `${JSON.stringify({ id, kind, payload }, null, 2)}\n`);
  }
}
