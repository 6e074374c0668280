import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { openCatalog, type Catalog } from '@regatta/catalog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTinyPhotos } from '../../../../test/cli/tinyPhotos.ts';
import { writeTinyClip } from '../../../../test/support/tinyClip.ts';
import { readConfig } from '../config.ts';
import { FaultyFileError } from '../yaml/fault.ts';
import { plannedSplits, splitLines } from './plannedSplits.ts';
import { planDocument, planSweep, planText } from './planSweep.ts';
import { resolveSweep, type ResolvedSweep } from './resolveSweep.ts';

let folder: string;
let catalog: Catalog;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-resolve-'));
  await writeTinyPhotos(join(folder, 'photos'), { perClass: 8 });
  await writeTinyPhotos(join(folder, 'other/photos'), { perClass: 8, seed: 2 });
  await mkdir(join(folder, 'empty'));
  const blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  catalog = await openCatalog({ folder: join(folder, 'state'), blobs });
});

afterAll(() => rm(folder, { recursive: true }));

function resolveText(body: string): Promise<ResolvedSweep> {
  const source = { file: join(folder, 'sweep.yaml'), text: `version: 1\nname: s\n${body}\n` };
  const say = () => undefined;
  return resolveSweep(source, { catalog, onProgress: say, onNote: say, signal: new AbortController().signal });
}

/** `line path found` of every mistake. */
async function mistakes(body: string): Promise<string[]> {
  const error: unknown = await resolveText(body).catch((thrown: unknown) => thrown);
  if (!(error instanceof FaultyFileError)) throw new Error('Expected mistakes.', { cause: error });
  return error.faults.map(({ line, path, found }) => `${line} ${path}: ${found}`);
}

describe('a sweep file with a catalog', () => {
  test('imports folders beside the file and lists every combination', async () => {
    const { sweep, cells, datasets } = await resolveText(
      'encoders: [hog, random-vit]\ndatasets: [./photos]\nbudgets: [1, 2]\ndraws: 2\nmethods:\n  - knn: { k: [1, 3] }\n  - knn: { k: 5, budgets: [4], draws: 1 }',
    );
    expect(sweep.datasets.map(({ name }) => name)).toEqual(['photos']);
    expect(datasets[0]!.summary.images).toBe(24);
    expect(cells.flatMap(({ listings }) => listings)).toHaveLength(2 * (2 * 2 * 2 + 1));
  });

  test('reports what the grammar and what the catalog find together', async () => {
    expect(
      await mistakes(
        'encoders: [{ use: hog, tap: nowhere }, { use: hog, precision: fp16 }, hgo]\ndatasets: [./photos, ./nothing]\nmethods: [knn]\ndraws: 0',
      ),
    ).toEqual([
      expect.stringMatching(/^3 encoders\[0\]: this: .*nowhere/),
      expect.stringMatching(/^3 encoders\[1\]: this: .*fp16/),
      '3 encoders[2]: "hgo" (text)',
      `4 datasets[1]: nothing at ${join(folder, 'nothing')}`,
      '6 draws: 0 (a number)',
    ]);
  });

  test('refuses a folder without images where the file names it', async () => {
    expect(await mistakes('encoders: [hog]\ndatasets: [./empty]\nmethods: [knn]')).toEqual([
      expect.stringMatching(/^4 datasets\[0\]: this: .*empty/),
    ]);
  });

  test('refuses a dataset that cannot be split where the file names it', async () => {
    await writeTinyPhotos(join(folder, 'exam/test'), { perClass: 2 });
    expect(await mistakes('encoders: [hog]\ndatasets: [./photos, ./exam]\nmethods: [knn]')).toEqual([
      expect.stringMatching(/^4 datasets\[1\]: this: .*no image to train on/),
    ]);
  });

  test('refuses a method on a dataset that the sweep does not have', async () => {
    expect(await mistakes('encoders: [hog]\ndatasets: [./photos]\nmethods:\n  - knn: { datasets: [photo] }')).toEqual([
      '6 methods[0].knn.datasets[0]: "photo" (text)',
    ]);
  });

  test('takes a dataset of a method by its name and by its path', async () => {
    const { cells } = await resolveText(
      'encoders: [hog]\ndatasets: [./photos]\ndraws: 1\nmethods:\n  - knn: { k: 1, datasets: [photos] }\n  - knn: { k: 2, datasets: [./photos] }',
    );
    expect(cells).toHaveLength(2);
  });

  test('refuses more neighbours than a budget gives images', async () => {
    expect(
      await mistakes(
        'encoders: [hog]\ndatasets: [./photos]\nbudgets: [2, 7, all]\nmethods:\n  - knn: { k: [6, 19] }\nexclude: [{ budget: all }]',
      ),
    ).toEqual(['7 methods[0]: k=19', '7 methods[0]: k=19']);
  });

  test('asks each protocol for its own splits, and shows what they give', async () => {
    await writeTinyPhotos(join(folder, 'parted/train'), { perClass: 10 });
    await writeTinyPhotos(join(folder, 'parted/test'), { perClass: 4, seed: 3 });
    const resolved = await resolveText(
      'encoders: [hog]\ndatasets: [./parted]\nprotocols: [study, published, few-shot]\nbudgets: [5, 100, all]\ndraws: 1\nmethods: [{ knn: { k: 3 } }, { logistic-regression: {} }]',
    );
    expect(new Set(resolved.cells.map(({ cell }) => cell.split.request.protocol)).size).toBe(3);
    expect(splitLines(plannedSplits(resolved))).toEqual([
      'parted, study: 5: 9 + 3 train, 18 test; 100, all: 15 + 6 train, 9 test',
      'parted, published: 5: 15 or 12 + 3 train, 12 test; 100, all: 30 or 24 + 6 train, 12 test',
      'parted, few-shot: 5: 15 or 12 + 3 train, 12 test; 100, all: 30 or 24 + 6 train, 12 test',
    ]);
    // 100 labels and all of them are one split: one cell, listed under both.
    const study = resolved.cells.filter(({ cell }) => cell.split.request.protocol === 'study');
    expect(study.map(({ listings }) => listings.map(({ budget }) => budget))).toEqual([
      [5],
      [100, 'all'],
      [5],
      [100, 'all'],
    ]);
  });

  test('refuses a protocol that a dataset cannot serve, and lets it be left out', async () => {
    const text =
      'encoders: [hog]\ndatasets: [./photos]\nprotocols: [published, few-shot]\nmethods: [{ knn: { k: 3 } }]';
    expect(await mistakes(text)).toEqual([
      expect.stringMatching(
        /^4 datasets\[0\]: this: The protocol published needs .* got 0 in train, .* 24 in no split/,
      ),
    ]);
    const { cells } = await resolveText(`${text}\nexclude: [{ dataset: photos, protocol: published }]`);
    expect(cells.map(({ cell }) => cell.split.request.protocol)).toEqual(['few-shot']);
  });

  test('points at exclusions that match nothing and limits that nobody enforces', async () => {
    const { warnings, cells } = await resolveText(
      'encoders: [hog, random-vit]\ndatasets: [./photos]\nmethods:\n  - knn: { k: 5, exclude: [{ budget: 7 }] }\nexclude: [{ encoder: "vit-*" }, { encoder: "random-*" }]\nlimits: { hours: 1 }',
    );
    expect(new Set(cells.map(({ cell }) => cell.encoder.name))).toEqual(new Set(['hog']));
    expect(warnings).toEqual([
      `${join(folder, 'sweep.yaml')}:7: exclude[0] matches nothing of this sweep.`,
      `${join(folder, 'sweep.yaml')}:6: methods[0].knn.exclude[0] matches nothing of this sweep.`,
      expect.stringContaining('does not enforce them'),
    ]);
  });

  test('plans what is not done, in words and as a document', async () => {
    const resolved = await resolveText(
      'encoders: [hog]\ndatasets: [./photos]\nbudgets: [2, all]\ndraws: 2\nmethods: [{ knn: { k: 3 } }]',
    );
    const config = readConfig({ project: folder, environment: {}, flags: {} });
    const fresh = await planSweep(resolved, { store: null, config });
    expect(planText(fresh)).toContain(
      'cells     3: 0 done before, 3 to compute; 4 entries, equal splits are computed once',
    );
    expect(planText(fresh)).toContain('jobs      1 to embed 24 images, 1 to evaluate');

    const done = new Set([resolved.cells[0]!.id]);
    const cellStates = async (ids: readonly string[]) =>
      new Map(ids.map((id) => [id, { state: done.has(id) ? ('done' as const) : ('pending' as const), live: false }]));
    const again = await planSweep(resolved, { store: { cellStates }, config });
    expect(planDocument(again)).toMatchObject({
      cells: { total: 3, done: 1, live: 0, missing: 2 },
      splits: [
        { dataset: 'photos', protocol: 'few-shot', budget: 2, train: 6, val: 0, test: 6, gotMin: 2, gotMax: 2 },
        { budget: 'all', train: 18 },
      ],
    });
  });
});

describe('zero-shot in a sweep', () => {
  beforeAll(async () => {
    await catalog.addEncoder(await writeTinyClip(join(folder, 'clip')));
    await catalog.addEncoder(
      await writeTinyClip(join(folder, 'clip-pooled'), {
        name: 'pooled-clip',
        tap: 'pooled',
        text: { tap: 'projected' },
      }),
    );
  });

  const methodsOf = ({ sweep }: ResolvedSweep) => sweep.methods.map(({ method }) => method);
  const zeroShot = (body: string, encoders = '[tiny-clip, hog]') =>
    resolveText(`encoders: ${encoders}\ndatasets: [./photos]\nbudgets: [2, 4]\nmethods:\n${body}`);

  test('is one cell per dataset and encoder with a text tower; the others are named in a note', async () => {
    const resolved = await zeroShot('  - knn: {k: 1}\n  - zero-shot');
    const own = resolved.cells.filter(({ cell }) => cell.method.kind === 'zero-shot');
    expect(own.map(({ listings }) => listings)).toEqual([
      [{ encoder: 'tiny-clip', dataset: 'photos', variant: 'templates=own', budget: 0, draw: 0 }],
    ]);
    expect(methodsOf(resolved)[1]).toMatchObject({
      classNames: ['amber', 'blue', 'green'],
      templates: ['a photo of a {}.'],
      scale: 100,
      bias: null,
    });
    expect(resolved.warnings).toEqual([
      'zero-shot leaves out hog: without a text tower there is nothing to compare with.',
    ]);
    const config = readConfig({ project: folder, environment: {}, flags: {} });
    const plan = await planSweep(resolved, { store: null, config });
    expect(planText(plan)).toContain('methods   knn k=1, zero-shot templates=own');
    expect(planText(plan)).toContain('note: zero-shot leaves out hog');
  });

  test('has other cells with other words', async () => {
    const ids = async (body: string) => {
      const { cells } = await zeroShot(body);
      return cells.map(({ id }) => id);
    };
    const bodies = [
      '  - zero-shot',
      '  - zero-shot: {templates: openai-7}',
      '  - zero-shot: {class-names: {blue: deep blue}}',
      '  - zero-shot: {logit-scale: 10}',
    ];
    const all = await Promise.all(bodies.map(ids));
    expect(new Set(all.flat()).size).toBe(bodies.length);
    // Said in another way, it is the same.
    expect(await ids("  - zero-shot: {templates: 'a photo of a {}.', class-names: {blue: blue}}")).toEqual(all[0]);
  });

  test('is refused where no encoder has a text tower, or a class is not there', async () => {
    const encoders = 'encoders: [hog, random-vit]\ndatasets: [./photos]\nmethods:\n';
    expect(await mistakes(`${encoders}  - zero-shot`)).toEqual([
      '6 methods[0]: none: hog, random-vit see images alone',
    ]);
    expect(
      await mistakes(
        'encoders: [tiny-clip]\ndatasets: [./photos]\nmethods:\n  - zero-shot: {class-names: {bleu: blue}}',
      ),
    ).toEqual(['6 methods[0]: "bleu"']);
  });

  test('is refused on a tap that texts do not share, unless it is left out', async () => {
    const body = (encoder: string, rest = '') =>
      `encoders: [${encoder}]\ndatasets: [./photos]\nmethods: [zero-shot, {knn: {k: 1}}]\n${rest}`;
    const error: unknown = await resolveText(body('pooled-clip')).catch((thrown: unknown) => thrown);
    expect((error as FaultyFileError).faults).toMatchObject([
      {
        path: 'encoders[0]',
        found: 'pooled-clip, whose do not',
        hint: expect.stringContaining('Use `tap: projected`'),
      },
    ]);
    expect(await mistakes(body('{use: tiny-clip, tap: pooled}'))).toEqual([
      '3 encoders[0]: tiny-clip@pooled, whose do not',
    ]);
    const { cells } = await resolveText(body('{use: pooled-clip, tap: projected}'));
    expect(new Set(cells.map(({ cell }) => cell.method.kind))).toEqual(new Set(['knn', 'zero-shot']));
    const without = await resolveText(
      body('pooled-clip, tiny-clip', 'exclude: [{method: zero-shot, encoder: pooled-clip}]'),
    );
    expect(methodsOf(without).filter(({ kind }) => kind === 'zero-shot')).toHaveLength(1);
  });
});
