import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOfRegistered, unverifiedFacts } from '@regatta/encoders';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REGISTRY_FOLDER, readRegistry } from './registryFiles.ts';

const registry = await readRegistry();

describe('the registry', () => {
  test('has the encoders of the study and their successors', () => {
    expect(registry.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['clip-vit-b-32', 'vit-b-16', 'vit-b-32', 'vit-l-16', 'vit-l-32', 'beit-b-16', 'vit-mae-b-16'],
        ...[
          'convnext-tiny',
          'convnext-small',
          'convnext-base',
          'efficientnet-b2',
          'efficientnet-b4',
          'efficientnet-b6',
        ],
        ...['dino-vit-b-16', 'data2vec-vision-b-16', 'dinov2-vit-b-14', 'siglip2-vit-b-16', 'resnet-50-v2'],
      ]),
    );
  });

  test.each(registry)('gives $name a manifest in every precision that is published', (entry) => {
    for (const precision of ['fp32', 'fp16', 'int8'] as const) {
      const manifest = manifestOfRegistered(entry, { file: 'model.onnx', precision });
      expect(manifest.name).toBe(precision === 'fp32' ? entry.name : `${entry.name}+${precision}`);
      expect(manifest.taps[entry.tap]).toEqual(manifest.tap);
      expect(manifest.preprocessing.mode).toBe('exact');
    }
  });

  test('says of every fact where it was read, or that nobody has', () => {
    const unverified = new Map(registry.map((entry) => [entry.name, unverifiedFacts(entry)]));
    expect(unverified.get('dinov2-vit-b-14')).toEqual(['taps']);
    expect(unverified.get('vit-b-32')).toEqual(['licence']);
    for (const { name, year, parameters } of registry) {
      if (year === null) expect(unverified.get(name), name).toContain('year');
      if (parameters === null) expect(unverified.get(name), name).toContain('parameters');
    }
  });
});

describe('a registry with mistakes', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'regatta-registry-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const change = async (from: string | RegExp, to: string) => {
    const text = await readFile(join(REGISTRY_FOLDER, 'vit-b-32.yaml'), 'utf8');
    await writeFile(join(folder, 'vit-b-32.yaml'), text.replace(from, to));
    return readRegistry(folder).then(
      () => '',
      (error: Error) => error.message,
    );
  };

  test('is refused by line, with what was expected', async () => {
    expect(await change('preprocessing: torchvision-vit-b-32', 'preprocessing: torchvision')).toContain(
      'preprocessing: Expected the name of a recipe, found "torchvision".',
    );
    expect(await change('tap: cls\n', 'tap: last\n')).toContain('tap: Expected one of the taps cls, mean, cls-mean');
    expect(await change(/ {2}licence: .*\n/, '')).toContain('sources.licence: expected string, found nothing.');
    expect(await change('family:', 'familly:')).toContain('familly: there is no such key. Did you mean family?');
  });

  test('is refused where a file is not called as its encoder is', async () => {
    await copyFile(join(REGISTRY_FOLDER, 'vit-b-32.yaml'), join(folder, 'vit.yaml'));
    await expect(readRegistry(folder)).rejects.toThrow('is called "vit-b-32": expected the name of its file');
  });
});
