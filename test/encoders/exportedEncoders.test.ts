/**
 * @file Encoders of the registry from end to end, with random weights: exported by models/export, pulled, checked, and each
 * default tap compared with what torch gives for the same image files.
 *
 * One of each library runs by default; `REGATTA_TEST_EXPORTS=all`, or names of encoders, runs others (a few minutes, and
 * up to 3 GB of disk for the largest).
 */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { openBlobs } from '@regatta/blobs';
import { openCatalog } from '@regatta/catalog';
import { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder, type EncoderSpec } from '@regatta/encoders';
import { Tensor } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { decodeAndPrepare } from '@regatta/vision';
import { expect, test } from 'vitest';
import { createProject, documentOf, runCli } from '../cli/runCli.ts';
import { findPeerPython } from '../support/peerPython.ts';
import { relativeDifference } from '../support/relativeDifference.ts';
import { readRegistry } from '../../libs/catalog/src/encoders/registryFiles.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXPORT = join(ROOT, 'models/export');
/** Wide ones: Pillow 13 resizes tall ones in another order, which shows under recipes that give up the aspect ratio. */
const IMAGES = ['jpeg-big-1600x1200.jpg', 'png-rgb-zoneplate.png', 'jpeg-224x224.jpg'].map((file) =>
  join(ROOT, 'test/golden/vision/images', file),
);
const ONE_OF_EACH_LIBRARY = ['mobilenet-v3-large', 'convnextv2-tiny', 'dino-vit-s-8', 'openclip-vit-b-32-laion2b'];
const RELATIVE_DIFFERENCE_MAX = 1e-4;
/** What weights that nobody has trained tell pictures apart by is mostly their brightness. */
const RANDOM_WEIGHTS_MAY_FAIL = 'is not collapsed';

/** What `encoders check --json` answers for one encoder. */
interface Checks {
  readonly checks: readonly [{ readonly findings: readonly { readonly check: string; readonly isOk: boolean }[] }];
}

const asked = process.env['REGATTA_TEST_EXPORTS'];
const names =
  asked === 'all'
    ? (await readRegistry()).filter(({ weights }) => weights.export !== undefined).map(({ name }) => name)
    : (asked?.split(/[\s,]+/).filter(Boolean) ?? ONE_OF_EACH_LIBRARY);
const python = findPeerPython(['torch', 'torchvision', 'timm', 'transformers', 'open_clip', 'onnx', 'onnxruntime']);
const run = promisify(execFile);

test.for(names)(
  '%s, exported and pulled, gives the features that torch gives',
  { timeout: 600_000 },
  async (name, context) => {
    if (python === null) {
      return context.skip('no Python with models/export/requirements.txt: name one in REGATTA_BENCH_PEERS');
    }
    const cwd = await createProject();
    const exported = join(cwd, 'exported');
    await run(python, [join(EXPORT, 'export.py'), name, '--random-weights', '--no-text', '--out', exported]);
    const pulled = await runCli(['encoders', 'pull', name, '--from', exported, '--json'], { cwd });
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(documentOf(pulled)).toMatchObject({ added: [{ name }] });
    const checked = documentOf(await runCli(['encoders', 'check', name, '--no-probe', '--json'], { cwd }));
    const [{ findings }] = (checked as unknown as Checks).checks;
    const faults = findings.filter(({ isOk, check }) => !isOk && check !== RANDOM_WEIGHTS_MAY_FAIL);
    expect(faults).toEqual([]);

    const { features, spec } = await featuresOf(name, join(cwd, '.regatta'));
    await rm(exported, { recursive: true });
    const recipe = JSON.stringify(spec.preprocessing);
    const reference = [join(EXPORT, 'reference.py'), name, '--random-weights', '--recipe', recipe, ...IMAGES];
    const { stdout } = await run(python, reference, { maxBuffer: 2 ** 26 });
    const expected = JSON.parse(stdout) as number[][];
    expect(expected.map((row) => row.length)).toEqual(features.map((row) => row.length));
    for (const [i, row] of expected.entries()) {
      expect(relativeDifference(row, features[i]!), IMAGES[i]).toBeLessThanOrEqual(RELATIVE_DIFFERENCE_MAX);
    }
  },
);

/** Its features of the images, through the catalog of a project, as a worker computes them. */
async function featuresOf(name: string, folder: string): Promise<{ features: Float32Array[]; spec: EncoderSpec }> {
  const blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  try {
    const { spec } = await (await openCatalog({ folder, blobs })).encoder(name);
    const { model, side } = buildEncoder(await blobs.get(`weights/${spec.weights}.onnx`), spec);
    const session = await createSession(model, { provider: 'cpu' });
    try {
      const pixels = new Uint8Array(IMAGES.length * side * side * 3);
      for (const [i, path] of IMAGES.entries()) {
        pixels.set(await decodeAndPrepare(await readFile(path), spec.preprocessing), i * side * side * 3);
      }
      const input = Tensor.of('uint8', [IMAGES.length, side, side, 3], pixels);
      const { data, shape } = (await session.run({ [ENCODER_INPUT]: input }))[ENCODER_OUTPUT]!;
      const d = shape[1]!;
      const features = IMAGES.map((_, i) => (data as Float32Array).slice(i * d, (i + 1) * d));
      return { features, spec };
    } finally {
      await session.close();
    }
  } finally {
    await blobs.close();
  }
}
