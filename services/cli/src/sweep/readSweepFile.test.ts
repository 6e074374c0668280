import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { C_GRIDS, DEFAULT_ALPHA_GRID, LINEAR_PROBE_DEFAULTS } from '@regatta/jobs';
import { FaultyFileError } from '../yaml/fault.ts';
import { readSweepFile } from './readSweepFile.ts';
import type { SweepFile } from './sweepFile.ts';

const GOLDEN = join(import.meta.dirname, '../../../../test/golden/sweep-faults');
const KNOWN = {
  encoders: ['clip-vit-b-16', 'clip-vit-b-32', 'hog', 'random-vit'],
  datasets: ['emojidrift', 'flowers102'],
};

function read(text: string): SweepFile {
  const { sweep, faults } = readSweepFile(text, KNOWN);
  expect(faults).toEqual([]);
  return sweep!;
}

/** `line:column path found` of every mistake. */
function mistakes(text: string): string[] {
  return readSweepFile(text, KNOWN).faults.map(({ line, column, path, found }) => `${line}:${column} ${path} ${found}`);
}

const sweep = (rest: string) => `version: 1\nname: s\nencoders: [hog]\ndatasets: [emojidrift]\n${rest}`;

describe('a sweep file', () => {
  test('gets every mistake reported at once, each with its line', () => {
    const { faults } = readSweepFile(readFileSync(join(GOLDEN, 'faults.yaml'), 'utf8'), KNOWN);
    const { message } = new FaultyFileError({ file: 'faults.yaml', kind: 'sweep file', faults });
    // UPDATE_GOLDEN=1 writes the text anew; read the difference before it is committed.
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(GOLDEN, 'faults.txt'), `${message}\n`);
    expect(`${message}\n`).toBe(readFileSync(join(GOLDEN, 'faults.txt'), 'utf8'));
  });

  test('fills in defaults', () => {
    expect(read(sweep('methods: [knn, logistic-regression]'))).toMatchObject({
      name: 's',
      seed: 0,
      protocols: ['few-shot'],
      budgets: ['all'],
      draws: 3,
      exclude: [],
      limits: { costUsd: null, hours: null },
      methods: [
        { variants: [{ kind: 'knn', k: 20, metric: 'cosine', weighting: 'temperature', temperature: 0.07 }] },
        {
          variants: [
            {
              kind: 'logistic-regression',
              c: 'validate',
              grid: C_GRIDS.default,
              scaling: 'standardize',
              maxIterations: 1000,
            },
          ],
        },
      ],
    });
  });

  test('knows the grids of C that others search by their names, and a refit where C is chosen', () => {
    const { methods } = read(sweep('methods: [{ logistic-regression: { grid: dinov2, refit: true } }]'));
    expect(methods[0]!.variants[0]).toMatchObject({ c: 'validate', grid: C_GRIDS.dinov2, refit: true });
    expect(mistakes(sweep('methods:\n  - logistic-regression: { c: 1, refit: true }'))).toEqual([
      '6:41 methods[0].logistic-regression.refit true (a boolean)',
    ]);
  });

  test('fills in the smaller heads', () => {
    const { methods } = read(
      sweep('methods:\n  - nearest-class-mean\n  - ridge: { alpha: [1, validate] }\n  - linear-probe: { epochs: 5 }'),
    );
    expect(methods.map(({ variants }) => variants)).toEqual([
      [{ kind: 'nearest-class-mean', temperature: 0.07 }],
      [
        { kind: 'ridge', alpha: 1, grid: null, scaling: 'standardize' },
        { kind: 'ridge', alpha: 'validate', grid: [...DEFAULT_ALPHA_GRID], scaling: 'standardize' },
      ],
      [{ kind: 'linear-probe', ...LINEAR_PROBE_DEFAULTS, epochs: 5 }],
    ]);
    expect(mistakes(sweep('methods:\n  - linear-probe: { weight-decay: 2 }'))).toEqual([
      '6:35 methods[0].linear-probe.weight-decay 2 (a number)',
    ]);
  });

  test('makes one variant for each combination of listed parameters', () => {
    const { methods } = read(
      sweep('methods:\n  - knn: { k: [5, 20], weighting: [uniform, temperature], temperature: [0.05, 0.1] }'),
    );
    expect(methods[0]!.variants).toHaveLength(6);
    expect(methods[0]!.variants[0]).toEqual({
      kind: 'knn',
      k: 5,
      metric: 'cosine',
      weighting: 'uniform',
      temperature: null,
    });
  });

  test('takes a fixed C beside a validated one, each with the grid that it needs', () => {
    const { methods } = read(sweep('methods:\n  - logistic-regression: { c: [1, validate], grid: [0.1, 1] }'));
    expect(methods[0]!.variants).toMatchObject([
      { c: 1, grid: null },
      { c: 'validate', grid: [0.1, 1] },
    ]);
  });

  test('takes encoders by name, by name with what they are used with, and by path', () => {
    const { encoders } = read(
      'version: 1\nname: s\nencoders: [hog, {use: clip-vit-b-32, tap: cls, preprocessing: study, precision: fp16}, ./my/manifest.yaml]\n' +
        'datasets: [./photos]\nmethods: [knn]',
    );
    expect(encoders.map(({ field: _, ...rest }) => rest)).toEqual([
      { use: 'hog', isPath: false },
      { use: 'clip-vit-b-32', isPath: false, tap: 'cls', preprocessing: 'study', precision: 'fp16' },
      { use: './my/manifest.yaml', isPath: true },
    ]);
  });

  test('lets a method narrow datasets, budgets, draws and combinations for itself', () => {
    const { methods } = read(
      sweep('methods:\n  - knn: { datasets: [emojidrift], budgets: [5], draws: 1, exclude: [{ encoder: "h*" }] }'),
    );
    expect(methods[0]).toMatchObject({ budgets: [5], draws: 1, exclude: [{ encoder: 'h*' }] });
    expect(methods[0]!.datasets!.map(({ use }) => use)).toEqual(['emojidrift']);
  });

  test('keeps limits', () => {
    expect(read(sweep('methods: [knn]\nlimits: { cost-usd: 40, hours: 12 }')).limits).toEqual({
      costUsd: 40,
      hours: 12,
    });
  });

  test('follows aliases to the value that is wrong', () => {
    expect(read(sweep('budgets: &b [5, 20]\nmethods:\n  - knn: { budgets: *b }')).methods[0]!.budgets).toEqual([5, 20]);
    expect(mistakes(sweep('budgets: &b [0]\nmethods:\n  - knn: { budgets: *b }'))).toContain(
      '5:14 methods[0].knn.budgets[0] 0 (a number)',
    );
  });

  test('says when it is empty, no mapping, or no YAML', () => {
    expect(mistakes('')).toEqual(['1:1  nothing']);
    expect(mistakes('- hog\n')).toEqual(['1:1  a list']);
    expect(mistakes('name: [a\nb: 1\n')).toEqual([
      '2:1  a break of its rules (flow sequence in block collection must be sufficiently indented and end with a ])',
    ]);
    expect(mistakes(`${sweep('methods: [knn]')}\n---\nname: t\n`)).toEqual(['6:1  the beginning of a second one']);
  });

  test('names a key that stands twice and goes on', () => {
    expect(mistakes(sweep('methods: [knn]\nname: t\ndraws: 0'))).toEqual([
      '6:1  "name" twice',
      '7:8 draws 0 (a number)',
    ]);
  });

  test('names every required key that is missing', () => {
    expect(readSweepFile('seed: 1\n', KNOWN).faults.map(({ expected }) => expected)).toEqual(
      ['version', 'name', 'encoders', 'datasets', 'methods'].map((key) => `the key ${key}`),
    );
  });

  test('refuses numbers that are no numbers', () => {
    expect(mistakes(sweep('methods:\n  - logistic-regression: { c: [.inf, .nan, 1e400] }'))).toHaveLength(3);
  });
});

describe('zero-shot', () => {
  const wishes = (body: string) => read(sweep(`methods:\n${body}`)).methods.flatMap(({ variants }) => variants);

  test('takes the templates of the dataset, a list by name, one sentence, or several as one method', () => {
    expect(wishes('  - zero-shot')).toEqual([
      { kind: 'zero-shot', templates: null, classNames: {}, scale: null, variant: 'templates=own' },
    ]);
    expect(wishes('  - zero-shot: {templates: own, logit-scale: 50}')).toMatchObject([
      { templates: null, scale: 50, variant: 'templates=own scale=50' },
    ]);
    const [named] = wishes('  - zero-shot: {templates: openai-80}') as unknown as [
      { templates: string[]; variant: string },
    ];
    expect(named.templates).toHaveLength(80);
    expect(named.variant).toBe('templates=openai-80');
    expect(wishes("  - zero-shot: {templates: 'an icon of a {}'}")).toMatchObject([
      { templates: ['an icon of a {}'], variant: 'templates=an icon of a {}' },
    ]);
    expect(wishes("  - zero-shot: {templates: ['a {}', 'the {}']}")).toMatchObject([
      { templates: ['a {}', 'the {}'], variant: expect.stringMatching(/^templates=2 [0-9a-f]{8}$/) },
    ]);
  });

  test('takes names of classes, which its label tells', () => {
    expect(wishes('  - zero-shot: {class-names: {n02124075: Egyptian cat}}')).toMatchObject([
      {
        classNames: { n02124075: 'Egyptian cat' },
        variant: expect.stringMatching(/^templates=own names=[0-9a-f]{8}$/),
      },
    ]);
  });

  test('with a cache of labelled images takes the weights of its authors, given ones, or chosen ones', () => {
    expect(wishes('  - tip-adapter')).toMatchObject([
      { kind: 'tip-adapter', templates: null, alpha: 1, beta: 5.5, grid: null, variant: 'templates=own' },
    ]);
    expect(wishes('  - tip-adapter: {alpha: [1, 2], templates: openai-7, budgets: [4]}')).toMatchObject([
      { alpha: 1, variant: 'templates=openai-7' },
      { alpha: 2, variant: 'templates=openai-7 alpha=2' },
    ]);
    expect(wishes('  - tip-adapter: {alpha: validate}')).toMatchObject([
      { alpha: 'validate', beta: 'validate', grid: { alphas: expect.any(Array) } },
    ]);
    expect(mistakes(sweep('methods:\n  - tip-adapter: {alpha: validate, beta: 3}'))).toEqual([
      expect.stringMatching(/methods\[0\]\.tip-adapter\.beta alpha validate and beta 3$/),
    ]);
  });

  test('has no budgets and no draws, and says where a sentence has no gap', () => {
    expect(mistakes(sweep('methods:\n  - zero-shot: {budgets: [10]}'))).toEqual([
      expect.stringMatching(/^6:\d+ methods\[0\]\.zero-shot.* .*budgets/),
    ]);
    expect(mistakes(sweep('methods:\n  - zero-shot: {templates: openai-8}'))).toEqual([
      expect.stringContaining('methods[0].zero-shot.templates "openai-8" (text)'),
    ]);
    expect(
      mistakes(sweep("methods:\n  - zero-shot: {templates: ['a photo', 'a {} and a {}'], class-names: [cat]}")),
    ).toEqual([
      expect.stringContaining('"a photo" (text)'),
      expect.stringContaining('"a {} and a {}" (text)'),
      expect.stringContaining('class-names'),
    ]);
  });
});
