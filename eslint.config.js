/** @file Lint rules: typed, strict, and the few house rules of DESIGN §2 that an import rule cannot say. */
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Libraries that compute: values in, values out; no clock, no environment, no hidden randomness. */
const NUMERICAL = [
  'tensor',
  'onnx',
  'autodiff',
  'runtime',
  'vision',
  'encoders',
  'datasets',
  'probes',
  'finetune',
  'clustering',
  'metrics',
].map((name) => `libs/${name}/src/**/*.ts`);

/** Files that only tests load. */
const TESTS = ['**/*.test.ts', '**/*.testkit.ts', '**/*.bench.ts', '**/test/**/*.ts'];

export default defineConfig(
  globalIgnores(['**/node_modules/', '**/.regatta/', '**/.cache/', 'coverage/', 'test/golden/', '**/migrations/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      // One program from the one tsconfig: half the time of the project service, which looks for a config per folder.
      parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers and booleans read well in a template; only what prints as [object Object] is a mistake.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `async` without `await` is how a function keeps an interface and its errors inside the promise.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always'],
      'no-constant-binary-expression': 'error',
      'no-promise-executor-return': 'off',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['libs/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: [...NUMERICAL, 'libs/jobs/src/**/*.ts'],
    ignores: [...TESTS, 'libs/jobs/src/time.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take a seeded `Random` as an argument.' },
        { object: 'process', property: 'env', message: 'Take the value as an argument.' },
        { object: 'Date', property: 'now', message: 'Numerical code reads no clock.' },
        { object: 'performance', property: 'now', message: 'Numerical code reads no clock.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Numerical code reads no clock.',
        },
      ],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Numerical code does no I/O.' }],
    },
  },
  {
    files: TESTS,
    rules: {
      // Mocked JSON, `expect.any` and the like are `any` by their own types.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
