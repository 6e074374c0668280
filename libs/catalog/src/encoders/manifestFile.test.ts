import { describe, expect, test } from 'vitest';
import { CatalogError } from '../errors.ts';
import { parseManifest, readManifestFile } from './manifestFile.ts';

const GOOD = `
name: dino-vit-b-16
weights: dino.onnx
input: {name: pixel_values}
preprocessing:
  resize: {mode: shorter, size: 256, interpolation: bicubic}
  crop: {size: 224}
  mean: [0.485, 0.456, 0.406]
  std: [0.229, 0.224, 0.225]
tap: {tensor: last_hidden_state, pooling: cls}
licence: Apache-2.0
`;

const message = (text: string): string => {
  try {
    parseManifest(text, 'm.yaml');
  } catch (error) {
    if (error instanceof CatalogError) return error.message;
    throw error;
  }
  return '';
};

describe('parseManifest', () => {
  test('reads a manifest', () => {
    expect(parseManifest(GOOD, 'm.yaml')).toMatchObject({ name: 'dino-vit-b-16', tap: { pooling: 'cls' } });
  });

  test('names every mistake with line, column, expectation and what was found, in the order of the file', () => {
    const bad = GOOD.replace('bicubic', 'cubic').replace('size: 224', 'size: 300').replace('licence', 'license');
    const lines = message(bad).split('\n');
    expect(lines[0]).toBe("The encoder's manifest m.yaml has 3 mistakes:");
    expect(lines[1]).toContain('m.yaml:2:1  licence: expected string, found nothing.');
    expect(lines[2]).toContain(
      'm.yaml:6:53  preprocessing.resize.interpolation: expected one of "bilinear"|"bicubic", found "cubic".',
    );
    expect(lines[3]).toContain('m.yaml:11:1  license: there is no such key. Did you mean licence?');
  });

  test('checks numbers against each other once each of them is right', () => {
    expect(message(GOOD.replace('size: 224', 'size: 300'))).toContain(
      'm.yaml:7:16  preprocessing.crop.size: Expected a crop of at most the resized 256 pixels, got 300, found 300.',
    );
  });

  test('names broken syntax', () => {
    expect(message('name: [a')).toMatch(/m\.yaml:\d+:\d+ {2}/);
    expect(message('')).toContain('the manifest: expected object, found nothing.');
  });

  test('says which file is missing', async () => {
    await expect(readManifestFile('no/such/manifest.yaml')).rejects.toThrow(
      "Cannot read the encoder's manifest no/such/manifest.yaml: there is no such file.",
    );
  });
});
