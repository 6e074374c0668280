import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest } from '@regatta/datasets';
import { EncoderSpec, buildControl } from '@regatta/encoders';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { project, type Project } from '../../../test/folders.ts';
import { tinyNetwork } from '../../../test/tinyEncoder.ts';
import { weightsKey } from '../weights.ts';
import { quickProbe } from './quickProbe.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
const NETWORKS = join(ROOT, '../shared/data/encoders');
const PHOTOS = join(ROOT, '../shared/data/clothing');

interface Picture {
  readonly label: number;
  readonly group: string | null;
  readonly brightness: number;
}

/** One shard of plain pictures. */
async function putDataset({ blobs }: Project, pictures: readonly Picture[]) {
  const files = await Promise.all(
    pictures.map(({ brightness: b }) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r: b, g: b, b } } })
        .png()
        .toBuffer(),
    ),
  );
  let offset = 0;
  const images = pictures.map(({ label, group }, i) => {
    const bytes = files[i]!.length;
    offset += bytes;
    return {
      path: `${i}.png`,
      sha256: '',
      bytes,
      shard: 0,
      offset: offset - bytes,
      label,
      domain: null,
      split: 'none',
      group,
    };
  });
  await blobs.put('shard', Buffer.concat(files));
  const shard = { index: 0, sha256: '', key: 'shard', images: files.length, bytes: offset };
  const classes = ['a', 'b'];
  const about = { version: 1, name: 'plain', kind: 'test', classes, domains: [], inDistribution: null, license: '' };
  return { ref: { name: 'plain' }, manifest: { ...about, images, shards: [shard] } as unknown as DatasetManifest };
}

/** Sees the mean colour. */
async function putTiny({ blobs }: Project): Promise<EncoderSpec> {
  const bytes = tinyNetwork();
  const weights = createHash('sha256').update(bytes).digest('hex');
  await blobs.put(weightsKey(weights), bytes);
  return EncoderSpec.parse({
    version: 1,
    name: 'tiny',
    role: 'pretrained',
    weights,
    input: { name: 'pixel_values' },
    preprocessing: {
      resize: { mode: 'exact', size: 4, interpolation: 'bilinear' },
      // Darker than grey or brighter: the cosine tells no more of grey pictures.
      mean: [0.3, 0.5, 0.7],
      std: [1, 1, 1],
    },
    tap: { tensor: 'embedding' },
    precision: 'fp32',
    licence: 'CC0-1.0',
  });
}

async function putControl({ blobs }: Project): Promise<EncoderSpec> {
  const { weights, spec } = buildControl('color-histogram');
  await blobs.put(weightsKey(spec.weights), weights);
  return spec;
}

test('an encoder that sees no more than colour is no better than a control that does', async () => {
  const parts = await project();
  const pictures = Array.from({ length: 40 }, (_, i) => ({ label: i % 2, group: null, brightness: (i % 2) * 120 + i }));
  const dataset = await putDataset(parts, pictures);
  const controls = [await putControl(parts)];
  const found = await quickProbe({ ...parts, dataset, encoder: await putTiny(parts), controls });
  expect(found).toMatchObject({ dataset: 'plain', images: 40, classes: 2, accuracy: 1, p: 1, isBetter: false });
  expect(found.control).toEqual({ name: 'color-histogram', accuracy: 1 });
});

test('images of one group are no neighbours of each other', async () => {
  const parts = await project();
  // Twins of one class; the picture that is nearest to them is of the other class.
  const pictures = Array.from({ length: 40 }, (_, i) => ({
    label: Math.floor(i / 2) % 2,
    group: `twins ${i >> 1}`,
    brightness: 20 + 90 * Math.floor(i / 20) + 9 * (Math.floor(i / 2) % 10) - (Math.floor(i / 2) % 2) * 8,
  }));
  const dataset = await putDataset(parts, pictures);
  const request = { ...parts, encoder: await putTiny(parts), controls: [await putControl(parts)] };
  const { accuracy } = await quickProbe({ ...request, dataset });
  expect(accuracy).toBeLessThan(0.2);
  const alone = pictures.map((picture) => ({ ...picture, group: null }));
  const other = await project();
  const parted = { ...other, encoder: await putTiny(other), controls: [await putControl(other)] };
  expect((await quickProbe({ ...parted, dataset: await putDataset(other, alone) })).accuracy).toBe(1);
});

test('too few images are refused', async () => {
  const parts = await project();
  const pictures = Array.from({ length: 8 }, (_, i) => ({ label: i % 2, group: null, brightness: i * 20 }));
  const dataset = await putDataset(parts, pictures);
  const probe = quickProbe({ ...parts, dataset, encoder: await putTiny(parts), controls: [await putControl(parts)] });
  await expect(probe).rejects.toThrow('Expected at least 20 images of dataset "plain" to probe an encoder on, got 8.');
});

test('a pretrained encoder beats the controls on photos', { timeout: 120_000 }, async (context) => {
  if (!existsSync(NETWORKS) || !existsSync(PHOTOS)) {
    return context.skip('the networks and photos do not lie beside this clone');
  }
  const { catalog, folder } = await project();
  await mkdir(folder, { recursive: true });
  const { name: on } = await catalog.addDataset({ source: PHOTOS });
  const probed = async (name: string) => {
    const example = readFileSync(join(ROOT, 'models/manifests/examples', `${name}.yaml`), 'utf8');
    await writeFile(join(folder, `${name}.yaml`), example.replace('file: ', `file: ${NETWORKS}/`));
    return catalog.probeEncoder(join(folder, `${name}.yaml`), { on });
  };
  expect(await probed('mobilenet-v2-1.0-224')).toMatchObject({ isBetter: true });
  expect(await catalog.probeEncoder('hog', { on })).toBeNull();
});
