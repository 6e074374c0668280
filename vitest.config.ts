/**
 * @file Two projects: `pure` needs nothing but Node; `served` has one PostgreSQL and one NATS, started once for all of
 * its files and stopped after them. A file that asks for neither server belongs to `pure`.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Workspaces whose tests talk to a real database or bus. */
const SERVED = ['libs/store', 'libs/bus', 'services/coordinator', 'services/worker', 'services/cli'];
const IGNORED = ['**/node_modules/**', '**/.regatta/**', '**/.cache/**', 'test/golden/**'];

export default defineConfig({
  test: {
    // Two files at once on two cores: one would wait for servers and sleeps alone, more would only take turns.
    maxWorkers: Math.max(2, Math.ceil(availableParallelism() / 2)),
    projects: [
      {
        test: {
          name: 'pure',
          include: ['{libs,services}/**/*.test.ts', 'test/{architecture,launcher,simulator}/**/*.test.ts'],
          exclude: [...IGNORED, ...SERVED.map((folder) => `${folder}/**`)],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'served',
          include: [...SERVED.map((folder) => `${folder}/**/*.test.ts`), 'test/**/*.test.ts'],
          exclude: [...IGNORED, 'test/{architecture,launcher,simulator}/**'],
          globalSetup: ['./test/setup/global.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
