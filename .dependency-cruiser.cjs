/**
 * @file The arrows of DESIGN §2: what may import what. `npm run lint` checks the tree against them, and
 * test/architecture/arrows.test.ts plants one violation per rule to see each of them fail.
 *
 *   services -> report, local, catalog, bus, store, blobs, telemetry -> jobs -> (zod only)
 *   services -> finetune, probes, clustering, encoders, vision, datasets -> autodiff, runtime, metrics -> onnx -> tensor
 *
 * A workspace that is missing from the table below may import nothing of ours: whoever adds one writes its arrows here.
 */

const ENGINE = ['onnx', 'tensor'];
const MODELS = ['autodiff', 'runtime', 'metrics', ...ENGINE];
const ADAPTERS = ['bus', 'store', 'blobs', 'telemetry', 'jobs'];
const NUMERICAL_TOP = ['finetune', 'probes', 'clustering', 'encoders', 'vision', 'datasets'];

/** Workspace -> the libs it may import. The siblings that may import each other stand here too, and nowhere else. */
const MAY_IMPORT = {
  'libs/tensor': [],
  'libs/onnx': ['tensor'],
  'libs/autodiff': ENGINE,
  'libs/runtime': ENGINE,
  'libs/metrics': ['tensor'],
  'libs/vision': ['tensor'],
  'libs/datasets': ['tensor', 'metrics'],
  // An encoder is a graph together with its own preprocessing, which is vision's.
  'libs/encoders': [...MODELS, 'vision'],
  'libs/probes': MODELS,
  // UMAP starts from the graph of exact neighbours, which is the search of probes.
  'libs/clustering': [...MODELS, 'probes'],
  // Fine-tuning starts from an encoder's graph and augments images.
  'libs/finetune': [...MODELS, 'encoders', 'vision'],

  'libs/jobs': [],
  'libs/telemetry': ['jobs'],
  'libs/bus': ['jobs'],
  'libs/store': ['jobs'],
  'libs/blobs': ['jobs'],
  'libs/local': ['jobs'],
  // Rows in, text out: the report does not know where rows lie.
  'libs/report': ['jobs'],
  // All I/O of datasets and encoders: reads files, checks them by the numerical libs, puts them into the object store.
  'libs/catalog': ['blobs', 'telemetry', 'jobs', 'datasets', 'encoders', 'vision', ...MODELS],

  'services/coordinator': ADAPTERS,
  // The agent holds leases and does no arithmetic.
  'services/worker': ADAPTERS,
  // Knows neither bus nor database: a native crash here must not take a lease with it.
  'services/executor': ['blobs', 'telemetry', 'jobs', ...NUMERICAL_TOP, ...MODELS],
  'services/monitor': [...ADAPTERS, 'report'],
  'services/cli': ['report', 'local', 'catalog', ...ADAPTERS, ...NUMERICAL_TOP, ...MODELS],
};

/** Package -> the workspaces that may import it: each system is wrapped in one place. */
const ONLY = [
  ['nats', 'nats', ['libs/bus']],
  ['drizzle', 'drizzle-orm|drizzle-kit|drizzle-zod', ['libs/store']],
  // local asks the server it has started whether it answers.
  ['pg', 'pg|pg-cursor', ['libs/store', 'libs/local']],
  ['aws-sdk', '@aws-sdk/[^/]+|@smithy/[^/]+', ['libs/blobs']],
  ['onnxruntime', 'onnxruntime-(?:node|common|web)', ['libs/runtime']],
  // The catalog rasterises SVG, once, at import; everything else decodes through vision.
  ['sharp', 'sharp', ['libs/vision', 'libs/catalog']],
  ['protobufjs', 'protobufjs', ['libs/onnx']],
  ['iconify', '@iconify-json/[^/]+', ['libs/catalog']],
  ['pino', 'pino|pino-pretty', ['libs/telemetry']],
  ['ink', 'ink|react', ['services/monitor']],
  ['commander', 'commander', ['services/cli']],
];

const NUMERICAL = '^libs/(?:tensor|onnx|autodiff|runtime|vision|encoders|datasets|probes|finetune|clustering|metrics)/';
/** Node's own modules that compute and touch nothing. */
const PURE_CORE = '^(?:node:)?(?:assert|assert/strict|buffer|crypto|module|util|util/types|zlib)$';
/** Files that only tests load: they may also start real parts, and look into them. */
const TESTS = '(?:\\.test\\.ts|\\.bench\\.ts|\\.testkit\\.ts|^(?:libs|services)/[^/]+/test/.*)$';

const workspaceRules = Object.entries(MAY_IMPORT).map(([workspace, libs]) => ({
  name: `arrows-${workspace.replace('/', '-')}`,
  comment: `${workspace} may import ${libs.length === 0 ? 'no other workspace' : [...new Set(libs)].join(', ')}. See .dependency-cruiser.cjs.`,
  severity: 'error',
  from: { path: `^${workspace}/`, pathNot: TESTS },
  to: {
    path: '^(?:libs|services)/',
    pathNot: [
      `^${workspace}/`,
      ...(libs.length === 0 ? [] : [`^libs/(?:${[...new Set(libs)].join('|')})/`]),
      // Other services are the business of a rule of their own.
      ...(workspace.startsWith('services/') ? ['^services/'] : []),
    ],
  },
}));

const packageRules = ONLY.map(([name, packages, workspaces]) => ({
  name: `only-${name}`,
  comment: `Only ${workspaces.join(' and ')} may import ${packages.replaceAll('|', ', ')}: use its interface.`,
  severity: 'error',
  from: { path: '^(?:libs|services|models)/', pathNot: [TESTS, ...workspaces.map((workspace) => `^${workspace}/`)] },
  to: { path: `(?:^|/)node_modules/(?:${packages})(?:/|$)` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...workspaceRules,
    ...packageRules,
    {
      name: 'arrows-of-every-workspace',
      comment: 'This workspace has no row in MAY_IMPORT of .dependency-cruiser.cjs: write one.',
      severity: 'error',
      from: { path: '^(libs|services)/([^/]+)/', pathNot: `^(?:${Object.keys(MAY_IMPORT).join('|')})/` },
      to: { path: '^(?:libs|services)/', pathNot: '^$1/$2/' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one concept, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-through-mod',
      comment:
        'Other workspaces are seen through src/mod.ts, their public surface; by tests through their testkit, too.',
      severity: 'error',
      from: { path: '^(libs|services)/([^/]+)/' },
      // Who may load a testkit is the business of no-test-code.
      to: { path: '^(?:libs|services)/', pathNot: ['^$1/$2/', '/src/mod\\.ts$', '\\.testkit\\.ts$'] },
    },
    {
      name: 'only-by-name',
      comment: 'Import another workspace as @regatta/<name>, not by a path.',
      severity: 'error',
      from: { path: '^(libs|services)/([^/]+)/' },
      to: {
        path: '^(?:libs|services)/',
        pathNot: '^$1/$2/',
        dependencyTypesNot: ['aliased', 'aliased-workspace', 'npm'],
      },
    },
    {
      name: 'only-cli-imports-services',
      comment: 'Services meet on the bus and in the database. Only the cli imports them, to start them.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/cli/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'cli-imports-services-lazily',
      comment: 'The cli loads a service by `await import()` when a command needs it: `--help` must not pay for React.',
      severity: 'error',
      from: { path: '^services/cli/', pathNot: TESTS },
      to: { path: '^services/(?!cli/)', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'jobs-only-zod',
      comment: 'The contract is pure: zod and node:crypto, nothing else.',
      severity: 'error',
      from: { path: '^libs/jobs/', pathNot: TESTS },
      to: { pathNot: ['^libs/jobs/', '(?:^|/)node_modules/zod/', '^(?:node:)?crypto$'] },
    },
    {
      name: 'numerical-no-io',
      comment: 'Numerical libs do no I/O: bytes come in as arguments and go out as values.',
      severity: 'error',
      from: { path: NUMERICAL, pathNot: TESTS },
      to: { dependencyTypes: ['core'], pathNot: PURE_CORE },
    },
    {
      name: 'no-test-code',
      comment: 'Code does not import tests or their helpers.',
      severity: 'error',
      from: { path: '^(?:libs|services|models)/', pathNot: TESTS },
      to: { path: ['\\.(?:test|bench|testkit)\\.ts$', '^test/', '^(?:libs|services)/[^/]+/test/'] },
    },
    {
      name: 'not-resolvable',
      comment: 'Nothing is found under this name: a typing mistake, or a package that is not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: "The package is not in this workspace's package.json: it works by luck of hoisting.",
      severity: 'error',
      from: { path: '^(?:libs|services)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:\\.regatta|\\.cache|coverage)/|^test/golden/' },
    // An import that is only a type is an arrow too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/tsconfig.json` },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
