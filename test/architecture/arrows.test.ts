/**
 * @file The rules of .dependency-cruiser.cjs, proved to bite: each is shown a file that breaks it, in a small tree of
 * its own, beside one that keeps to it. A last test runs them over the real tree.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const config = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as IConfiguration;

interface Plant {
  readonly file: string;
  readonly text: string;
  /** The rule that must refuse it; null when it is allowed. */
  readonly rule: string | null;
}

const imports = (file: string, from: string, rule: string | null): Plant => ({
  file,
  text: `import '${from}';\n`,
  rule,
});

/** One file per rule that breaks it, and the neighbours that must stay allowed. */
const PLANTS: readonly Plant[] = [
  // The layers, and which siblings may see each other.
  imports('libs/tensor/src/usesOnnx.ts', '@regatta/onnx', 'arrows-libs-tensor'),
  imports('libs/onnx/src/usesTensor.ts', '@regatta/tensor', null),
  imports('libs/onnx/src/usesRuntime.ts', '@regatta/runtime', 'arrows-libs-onnx'),
  imports('libs/probes/src/usesRuntime.ts', '@regatta/runtime', null),
  imports('libs/probes/src/usesEncoders.ts', '@regatta/encoders', 'arrows-libs-probes'),
  imports('libs/encoders/src/usesVision.ts', '@regatta/vision', null),
  imports('libs/vision/src/usesJobs.ts', '@regatta/jobs', 'arrows-libs-vision'),
  imports('libs/store/src/usesBus.ts', '@regatta/bus', 'arrows-libs-store'),
  imports('libs/bus/src/usesJobs.ts', '@regatta/jobs', null),
  imports('libs/report/src/usesStore.ts', '@regatta/store', 'arrows-libs-report'),
  imports('libs/catalog/src/usesBlobs.ts', '@regatta/blobs', null),
  imports('libs/catalog/src/usesStore.ts', '@regatta/store', 'arrows-libs-catalog'),
  imports('services/executor/src/usesBus.ts', '@regatta/bus', 'arrows-services-executor'),
  imports('services/executor/src/usesStore.ts', '@regatta/store', 'arrows-services-executor'),
  imports('services/executor/src/usesProbes.ts', '@regatta/probes', null),
  imports('services/worker/src/usesProbes.ts', '@regatta/probes', 'arrows-services-worker'),
  imports('services/monitor/src/usesStore.ts', '@regatta/store', null),
  {
    file: 'libs/metrics/src/usesType.ts',
    text: "import type { value } from '@regatta/runtime';\nexport type T = typeof value;\n",
    rule: 'arrows-libs-metrics',
  },
  {
    file: 'libs/blobs/src/usesLater.ts',
    text: "export const later = () => import('@regatta/store');\n",
    rule: 'arrows-libs-blobs',
  },
  imports('libs/newcomer/src/usesJobs.ts', '@regatta/jobs', 'arrows-of-every-workspace'),

  // One wrapper per system.
  imports('libs/bus/src/usesNats.ts', 'nats', null),
  imports('services/worker/src/usesNats.ts', 'nats', 'only-nats'),
  imports('libs/store/src/usesPg.ts', 'pg', null),
  imports('libs/report/src/usesPg.ts', 'pg', 'only-pg'),
  imports('services/coordinator/src/usesDrizzle.ts', 'drizzle-orm/pg-core', 'only-drizzle'),
  imports('libs/catalog/src/usesS3.ts', '@aws-sdk/client-s3', 'only-aws-sdk'),
  imports('libs/encoders/src/usesOrt.ts', 'onnxruntime-node', 'only-onnxruntime'),
  imports('libs/catalog/src/usesSharp.ts', 'sharp', null),
  imports('libs/datasets/src/usesSharp.ts', 'sharp', 'only-sharp'),
  imports('libs/autodiff/src/usesProtobuf.ts', 'protobufjs', 'only-protobufjs'),
  imports('services/cli/src/usesEmoji.ts', '@iconify-json/noto', 'only-iconify'),
  imports('libs/bus/src/usesPino.ts', 'pino', 'only-pino'),
  imports('services/cli/src/usesInk.ts', 'ink', 'only-ink'),
  imports('services/worker/src/usesCommander.ts', 'commander', 'only-commander'),

  // Through the front door.
  imports('libs/onnx/src/usesInside.ts', '../../tensor/src/inside.ts', 'only-through-mod'),
  imports('libs/onnx/src/usesPath.ts', '../../tensor/src/mod.ts', 'only-by-name'),
  imports('services/monitor/src/usesWorker.ts', '@regatta/worker', 'only-cli-imports-services'),
  imports('services/cli/src/usesWorkerEagerly.ts', '@regatta/worker', 'cli-imports-services-lazily'),
  {
    file: 'services/cli/src/usesWorkerLazily.ts',
    text: "export const worker = () => import('@regatta/worker');\n",
    rule: null,
  },

  // Purity.
  imports('libs/jobs/src/usesZod.ts', 'zod', null),
  imports('libs/jobs/src/usesCrypto.ts', 'node:crypto', null),
  imports('libs/jobs/src/usesFs.ts', 'node:fs', 'jobs-only-zod'),
  imports('libs/jobs/src/usesTensor.ts', '@regatta/tensor', 'jobs-only-zod'),
  imports('libs/probes/src/usesAssert.ts', 'node:assert/strict', null),
  imports('libs/probes/src/usesFs.ts', 'node:fs/promises', 'numerical-no-io'),
  imports('libs/vision/src/usesHttp.ts', 'node:http', 'numerical-no-io'),
  imports('libs/runtime/src/usesNet.ts', 'node:net', 'numerical-no-io'),
  imports('libs/encoders/src/usesProcess.ts', 'node:child_process', 'numerical-no-io'),

  // Tidiness.
  { file: 'libs/local/src/chicken.ts', text: "import './egg.ts';\n", rule: 'no-circular' },
  imports('libs/tensor/src/usesTestkit.ts', './some.testkit.ts', 'no-test-code'),
  imports('libs/tensor/src/some.test.ts', './some.testkit.ts', null),
  imports('libs/tensor/src/usesNothing.ts', './missing.ts', 'not-resolvable'),
  imports('libs/jobs/src/usesUndeclared.ts', 'fast-check', 'jobs-only-zod'),
  imports('libs/blobs/src/usesUndeclared.ts', 'fast-check', 'no-undeclared-package'),
];

const WORKSPACES = [
  ...['tensor', 'onnx', 'autodiff', 'runtime', 'metrics', 'vision', 'datasets', 'encoders', 'probes', 'jobs'],
  ...['telemetry', 'bus', 'store', 'blobs', 'local', 'report', 'catalog', 'newcomer'],
].map((name) => `libs/${name}`);
const SERVICES = ['coordinator', 'worker', 'executor', 'monitor', 'cli'].map((name) => `services/${name}`);
const PACKAGES = [
  ...[
    'nats',
    'drizzle-orm',
    'pg',
    '@aws-sdk/client-s3',
    'onnxruntime-node',
    'sharp',
    'protobufjs',
    '@iconify-json/noto',
  ],
  ...['pino', 'ink', 'commander', 'zod'],
];

/** Rule names per file that breaks them. */
function violations(result: ICruiseResult): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { from, rule } of result.summary.violations) {
    const names = found.get(from) ?? new Set();
    found.set(from, names.add(rule.name));
  }
  return found;
}

async function check(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { options, forbidden = [] } = config;
  const { output } = await cruise(folders, { ...options, validate: true, ruleSet: { forbidden }, baseDir });
  if (typeof output === 'string')
    throw new Error(`Expected a result object of dependency-cruiser, got text: ${output}`);
  return output;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const ROOT_MANIFEST = { private: true, workspaces: ['libs/*', 'services/*'], devDependencies: { 'fast-check': '*' } };

/** A tree with every workspace and stand-ins of the packages, so that nothing in it is this machine's. */
function plantTree(folder: string): void {
  const dependencies = Object.fromEntries([...PACKAGES, ...WORKSPACES.map(named)].map((name) => [name, '*']));
  write(join(folder, 'package.json'), JSON.stringify(ROOT_MANIFEST));
  for (const name of [...PACKAGES, 'fast-check']) {
    const home = join(folder, 'node_modules', name);
    write(join(home, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    for (const file of ['index.js', 'pg-core/index.js']) write(join(home, file), 'module.exports = {};\n');
  }
  for (const workspace of [...WORKSPACES, ...SERVICES]) {
    const home = join(folder, workspace);
    const manifest = { name: named(workspace), exports: { '.': './src/mod.ts' }, dependencies };
    write(join(home, 'package.json'), JSON.stringify(manifest));
    write(join(home, 'src/mod.ts'), 'export const value = 1;\n');
    write(join(home, 'src/inside.ts'), 'export const inside = 1;\n');
    write(join(home, 'src/some.testkit.ts'), 'export const kit = 1;\n');
    mkdirSync(join(folder, 'node_modules/@regatta'), { recursive: true });
    symlinkSync(home, join(folder, 'node_modules', named(workspace)));
  }
  write(join(folder, 'libs/local/src/egg.ts'), "import './chicken.ts';\n");
  for (const { file, text } of PLANTS) write(join(folder, file), text);
}

const named = (workspace: string) => `@regatta/${workspace.split('/')[1]!}`;

describe('the arrows of DESIGN §2', () => {
  let folder: string;
  let found: Map<string, Set<string>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'regatta-arrows-'));
    plantTree(folder);
    found = violations(await check(folder, ['libs', 'services']));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(PLANTS.filter(({ rule }) => rule !== null))('refuse $file ($rule)', ({ file, rule }) => {
    expect([...(found.get(file) ?? [])]).toContain(rule);
  });

  test.each(PLANTS.filter(({ rule }) => rule === null))('allow $file', ({ file }) => {
    expect([...(found.get(file) ?? [])]).toEqual([]);
  });

  test('have a planted violation for every rule', () => {
    const planted = new Set(PLANTS.map(({ rule }) => rule));
    const names = (config.forbidden ?? []).map(({ name }) => name ?? '');
    // One generated rule per workspace has one shape: those of the planted workspaces stand for the others.
    expect(names.filter((name) => !planted.has(name) && !/^arrows-(libs|services)-/.test(name))).toEqual([]);
  });

  test('are kept by the whole tree', { timeout: 60_000 }, async () => {
    const result = await check(ROOT, ['libs', 'services', 'test']);
    const lines = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    expect(lines).toEqual([]);
    expect(result.summary.totalCruised).toBeGreaterThan(100);
  });
});
