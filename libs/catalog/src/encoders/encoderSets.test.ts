import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_SET, readEncoderSets } from './encoderSets.ts';
import { REGISTRY_FOLDER, readRegistry } from './registryFiles.ts';

test('the default set is four small encoders that a hub has', async () => {
  const registry = await readRegistry();
  const sets = await readEncoderSets(
    REGISTRY_FOLDER,
    registry.map(({ name }) => name),
  );
  const { encoders } = sets.get(DEFAULT_SET)!;
  expect(encoders).toHaveLength(4);
  for (const name of encoders)
    expect(registry.find((entry) => entry.name === name)!.weights.hub?.files.fp32).toBeDefined();
});

test('a set with a mistake is refused, with its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-sets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const read = async (sets: string) => {
    await writeFile(join(folder, 'sets.yaml'), `version: 1\nsets: ${sets}\n`);
    return readEncoderSets(folder, ['tiny']);
  };
  expect(await readEncoderSets(join(folder, 'other'), [])).toEqual(new Map());
  await expect(read('{ few: { reason: r, encoders: [tinny] } }')).rejects.toThrow(
    'names "tinny", which the registry does not have',
  );
  await expect(read('{ tiny: { reason: r, encoders: [tiny] } }')).rejects.toThrow('is called like an encoder');
  await expect(read('{ few: { encoders: [tiny] } }')).rejects.toThrow(
    'sets.few.reason: expected string, found nothing.',
  );
});
