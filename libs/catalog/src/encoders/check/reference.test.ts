import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CatalogError } from '../../errors.ts';
import { compareWithReference } from './reference.ts';

const HASH = 'ab'.repeat(32);
const fingerprint = Array.from({ length: 128 }, (_, i) => Math.sin(i));
const changed = (by: number) => fingerprint.map((value, i) => (i === 5 ? value + by : value));
const sane = (numbers: readonly number[]) => ({ findings: [], fingerprint: numbers, provider: 'cpu' });

let folder: string;
let blobs: Blobs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-reference-'));
  blobs = await openBlobs(pathToFileURL(folder).href);
});
afterEach(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

const compare = (
  checked: Parameters<typeof compareWithReference>[0],
  change: Partial<Parameters<typeof compareWithReference>[1]> = {},
) => compareWithReference(checked, { blobs, hash: HASH, precision: 'fp32', published: undefined, ...change });

test('the first check keeps what it has seen, and later ones are held against it', async () => {
  expect(await compare(sane(fingerprint))).toMatchObject({ isOk: true, found: expect.stringContaining('are kept') });
  expect(await compare(sane(changed(1e-5)))).toMatchObject({
    isOk: true,
    found: expect.stringMatching(/its first check \(cpu, ONNX/),
  });
  const { isOk, found } = await compare(sane(changed(0.01)));
  expect(isOk).toBe(false);
  expect(found).toMatch(/^0\.010? apart from those of its first check .*, 0\.001 at most$/);
  // Another encoder has a reference of its own.
  expect(await compare(sane(changed(1)), { hash: 'cd'.repeat(32) })).toMatchObject({ isOk: true });
});

test('a published reference goes before one that is kept, and nothing is kept beside it', async () => {
  const published = { pictures: 'pictures-1', fingerprint } as const;
  expect(await compare(sane(changed(0.5)), { published })).toMatchObject({ isOk: false });
  expect(await compare(sane(fingerprint), { published })).toMatchObject({
    isOk: true,
    found: expect.stringContaining('of its manifest'),
  });
  for await (const { key } of blobs.list('')) expect.fail(`${key} was kept`);
});

test('half precision and int8 are given more room', async () => {
  await compare(sane(fingerprint));
  expect(await compare(sane(changed(0.015)), { precision: 'fp16' })).toMatchObject({ isOk: true });
  expect(await compare(sane(changed(0.04)), { precision: 'int8' })).toMatchObject({ isOk: true });
  expect(await compare(sane(changed(NaN)), { precision: 'int8' })).toMatchObject({ isOk: false });
});

test('what an insane encoder gives is not kept', async () => {
  const findings = [{ check: 'gives finite numbers', isOk: false, found: 'none' }];
  await compare({ ...sane(changed(NaN)), findings });
  expect(await compare(sane(fingerprint))).toMatchObject({ found: expect.stringContaining('there was none') });
});

test('a reference that cannot be read is named, with the cure', async () => {
  await blobs.put(`checks/${HASH}.json`, new TextEncoder().encode('{"version":2}'));
  await expect(compare(sane(fingerprint))).rejects.toThrow(CatalogError);
  await expect(compare(sane(fingerprint))).rejects.toThrow(`checks/${HASH}.json`);
  await expect(compare(sane(fingerprint))).rejects.toThrow('Delete it');
});
