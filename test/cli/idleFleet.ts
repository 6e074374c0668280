/** @file A project whose sweep never ends by itself: it is configured for the test servers, where nobody works. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@regatta/store/testkit';
import { onTestFinished } from 'vitest';
import { createProject } from './runCli.ts';
import { writeTinyPhotos } from './tinyPhotos.ts';

export interface IdleFleet {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** @param sweep text of `sweep.yaml`, which may name the dataset ./photos */
export async function createIdleFleet(sweep: string): Promise<IdleFleet> {
  const cwd = await createProject();
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  await writeTinyPhotos(join(cwd, 'photos'), { perClass: 8 });
  await writeFile(join(cwd, 'sweep.yaml'), sweep);
  return {
    cwd,
    environment: {
      REGATTA_DATABASE_URL: database.url,
      REGATTA_NATS_URL: process.env['REGATTA_TEST_NATS_URL']!,
      REGATTA_PREFIX: `t${randomUUID().slice(0, 8)}`,
    },
  };
}
