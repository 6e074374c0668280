import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestOfRegistered } from '@regatta/encoders';
import { expect, test } from 'vitest';
import { project, temporaryFolder } from '../../../test/folders.ts';
import { tinyNetwork, writeManifest } from '../../../test/tinyEncoder.ts';
import { readRegistry } from '../registryFiles.ts';

const QUICK = { threads: 1, measureMs: 0 };

test('an encoder is held against the reference that its manifest gives, with its own tap and recipe alone', async () => {
  const { catalog } = await project();
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'tiny.onnx'), tinyNetwork());
  const path = await writeManifest(join(folder, 'tiny.yaml'));
  await catalog.addEncoder(path);
  const { fingerprint } = await catalog.checkEncoder('tiny', QUICK);

  const last = async (use: string | { use: string; tap: string }) =>
    (await catalog.checkEncoder(use, QUICK)).findings.at(-1)!;
  const publish = async (numbers: readonly number[]) => {
    const extra = `reference: { pictures: pictures-1, fingerprint: [${numbers.join(', ')}] }`;
    await catalog.addEncoder(await writeManifest(path, { extra }));
  };
  await publish(fingerprint);
  expect(await last('tiny')).toMatchObject({ isOk: true, found: expect.stringContaining('those of its manifest') });
  await publish(fingerprint.map((value, i) => (i === 0 ? value + 1 : value)));
  expect(await last('tiny')).toMatchObject({ isOk: false });
  // Another tap is another encoder.
  expect(await last({ use: 'tiny', tap: 'planes:average' })).toMatchObject({ isOk: true });
});

test('the registry hands a reference on, by precision', async () => {
  const [entry] = await readRegistry();
  const reference = { pictures: 'pictures-1' as const, fingerprint: Array.from({ length: 128 }, (_, i) => i) };
  const registered = { ...entry!, reference: { fp16: reference } };
  expect(manifestOfRegistered(registered, { file: 'model.onnx', precision: 'fp16' }).reference).toEqual(reference);
  expect(manifestOfRegistered(registered, { file: 'model.onnx', precision: 'fp32' }).reference).toBeUndefined();
});
