import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { CONTROL_NAMES, EncoderSpec, encoderRef } from '@regatta/encoders';
import { EncoderRef } from '@regatta/jobs';
import { externalizeTensors, parseModel, serializeModel } from '@regatta/onnx';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tinyNetwork, writeManifest, type TinyOptions } from '../../test/tinyEncoder.ts';
import { openCatalog, type Catalog } from '../catalog.ts';
import { CatalogError, UnknownNameError } from '../errors.ts';
import { WeightsUnavailableError } from './weights.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let blobs: Blobs;
let catalog: Catalog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-encoders-'));
  blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  catalog = await openCatalog({ folder: join(folder, '.regatta'), blobs });
});
afterEach(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

const at = (...parts: string[]) => join(folder, ...parts);
const writeNetwork = (name = 'tiny.onnx', options: TinyOptions = {}) => writeFile(at(name), tinyNetwork(options));
/** Writes manifest and network; returns the manifest's path. */
async function writeTiny(extra = ''): Promise<string> {
  await writeNetwork();
  return writeManifest(at('tiny.yaml'), { extra });
}
const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: Error) => {
      expect(error).toBeInstanceOf(CatalogError);
      return error.message;
    },
  );

describe('controls', () => {
  test('are there without being added, and lie in the object store once they are used', async () => {
    const listed = await catalog.encoders();
    expect(listed.map(({ name }) => name)).toEqual([...CONTROL_NAMES]);
    const { ref, spec } = await catalog.encoder('hog');
    expect(EncoderRef.parse(ref)).toEqual(encoderRef(spec));
    expect(ref).toMatchObject({ name: 'hog', role: 'control', precision: 'fp32' });
    expect(sha256(await blobs.get(`weights/${ref.weights}.onnx`))).toBe(ref.weights);
    const stored: unknown = JSON.parse(new TextDecoder().decode(await blobs.get(`encoders/${ref.hash}.json`)));
    expect(EncoderSpec.parse(stored)).toEqual(spec);
  });

  test('keep their names', async () => {
    await writeNetwork();
    const path = await writeManifest(at('hog.yaml'), { name: 'hog' });
    expect(await messageOf(catalog.addEncoder(path))).toContain('The name "hog" is taken by a built-in encoder.');
  });
});

describe('addEncoder', () => {
  test('takes a manifest, tries the encoder, and stores what a worker needs', async () => {
    const added = await catalog.addEncoder(await writeTiny());
    expect(added).toMatchObject({ name: 'tiny', isNew: true, dimension: 3, parameters: 1 });
    expect(await blobs.head(`weights/${sha256(tinyNetwork())}.onnx`)).not.toBeNull();
    const { ref } = await catalog.encoder('tiny');
    expect(ref).toEqual(added.ref);
    expect((await catalog.encoders()).at(-1)).toMatchObject({
      name: 'tiny',
      role: 'pretrained',
      licence: 'CC0-1.0',
      side: 4,
      dimension: 3,
      tap: 'embedding',
      taps: ['planes'],
      source: at('tiny.yaml'),
    });
  });

  test('takes a folder, and a path where a name would do', async () => {
    await mkdir(at('my-encoder'));
    await writeNetwork('my-encoder/tiny.onnx');
    await writeManifest(at('my-encoder/manifest.yaml'));
    expect((await catalog.addEncoder(at('my-encoder'))).name).toBe('tiny');
    const { ref } = await catalog.encoder({ use: at('my-encoder/manifest.yaml'), tap: 'planes' });
    expect(ref.name).toBe('tiny@planes');
  });

  test('takes weights that lie in a second file, and notices when only that one changes', async () => {
    const { model, chunks } = externalizeTensors(parseModel(tinyNetwork({ factor: 3 })), {
      location: 'tiny.onnx_data',
      bytesMin: 1,
    });
    await writeFile(at('tiny.onnx'), serializeModel(model));
    const path = await writeManifest(at('tiny.yaml'));
    expect(await messageOf(catalog.addEncoder(path))).toContain(`at ${at('tiny.onnx_data')}: there is no such file.`);
    await writeFile(at('tiny.onnx_data'), Buffer.concat(chunks));
    const { ref } = await catalog.addEncoder(path);
    expect(sha256(await blobs.get(`weights/${ref.weights}.onnx`))).toBe(ref.weights);
    expect(await catalog.addEncoder(path)).toMatchObject({ isNew: false });
    await writeFile(at('tiny.onnx_data'), Buffer.concat(chunks).fill(1, 0, 4));
    expect(await messageOf(catalog.addEncoder(path))).toContain('its first use has locked sha256');
  });

  test('says the second time that nothing is new, without reading the weights again', async () => {
    const path = await writeTiny();
    await catalog.addEncoder(path);
    // Other bytes under the same size and time: only who reads them would notice.
    const time = new Date(2026, 0, 1);
    await utimes(at('tiny.onnx'), time, time);
    expect((await catalog.addEncoder(path)).isNew).toBe(false);
    await writeNetwork('tiny.onnx', { factor: 2 });
    await utimes(at('tiny.onnx'), time, time);
    expect((await catalog.addEncoder(path)).isNew).toBe(false);
  });

  test('locks weights at their first use, and refuses others under the same name', async () => {
    const path = await writeTiny();
    await catalog.addEncoder(path);
    await writeNetwork('tiny.onnx', { factor: 2 });
    await utimes(at('tiny.onnx'), new Date(), new Date());
    const [before, after] = [sha256(tinyNetwork()), sha256(tinyNetwork({ factor: 2 }))];
    const message = await messageOf(catalog.addEncoder(path));
    expect(message).toContain(`its first use has locked sha256 ${before}`);
    expect(message).toContain(`has ${after}. If these are meant, write sha256: ${after} into`);
    await writeManifest(path, { weights: `{file: tiny.onnx, sha256: ${after}}` });
    expect(await catalog.addEncoder(path)).toMatchObject({ isNew: true, ref: { weights: after } });
  });

  test('checks the hash that the manifest gives', async () => {
    await writeNetwork();
    const path = await writeManifest(at('m.yaml'), { weights: `{file: tiny.onnx, sha256: ${'ab'.repeat(32)}}` });
    expect(await messageOf(catalog.addEncoder(path))).toContain(`says sha256 ${'ab'.repeat(32)}`);
    expect((await catalog.encoders()).some(({ name }) => name === 'tiny')).toBe(false);
  });

  test('refuses another encoder under a name that is taken, and follows one that was moved', async () => {
    await catalog.addEncoder(await writeTiny());
    await mkdir(at('other'));
    await writeNetwork('other/tiny.onnx', { factor: 3 });
    const other = await writeManifest(at('other/m.yaml'));
    expect(await messageOf(catalog.addEncoder(other))).toContain(
      `The name "tiny" is taken by the encoder of ${at('tiny.yaml')}`,
    );
    await writeNetwork('other/tiny.onnx');
    expect(await catalog.addEncoder(other)).toMatchObject({ name: 'tiny', isNew: false });
    expect((await catalog.encoders()).at(-1)!.source).toBe(other);
  });

  test('names what is missing or no network, and stores nothing of it', async () => {
    expect(await messageOf(catalog.addEncoder(at('no.yaml')))).toContain('there is no such file');
    const path = await writeManifest(at('m.yaml'), { weights: 'page.onnx' });
    expect(await messageOf(catalog.addEncoder(path))).toContain(`at ${at('page.onnx')}: there is no such file.`);
    await writeFile(at('page.onnx'), '<html>Not found</html>');
    expect(await messageOf(catalog.addEncoder(path))).toContain('are no ONNX network');
    for await (const { key } of blobs.list('')) expect.fail(`${key} was stored`);
  });

  test.each([
    ['flat', 'It gives two different images the same features.'],
    ['mixed', 'The features of an image change by'],
  ] as const)('finds in a trial run what no manifest tells: %s', async (fault, message) => {
    await writeNetwork('tiny.onnx', { fault });
    expect(await messageOf(catalog.addEncoder(await writeManifest(at('m.yaml'))))).toContain(message);
  });

  test('adds a bare network that says everything, and else shows the manifest to write', async () => {
    await writeNetwork('pixels in.onnx', { isUint8: true });
    expect(await catalog.addEncoder(at('pixels in.onnx'))).toMatchObject({ name: 'pixels-in', dimension: 3 });
    await writeNetwork('floats.onnx');
    const message = await messageOf(catalog.addEncoder(at('floats.onnx')));
    expect(message).toContain('  - preprocessing: the resize, mean and std that the network was trained with.');
    expect(message).toContain('Save this beside it as floats.yaml, correct it, and add that file:');
    const [, yaml] = message.split('add that file:\n\n');
    await writeFile(at('floats.yaml'), yaml!);
    expect(await catalog.addEncoder(at('floats.yaml'))).toMatchObject({ name: 'floats', dimension: 3 });
  });
});

describe('a bare network of a hub', () => {
  test('is added with the preprocessing that the hub’s file says, in the folder above, too', async () => {
    await mkdir(at('hub/onnx'), { recursive: true });
    await writeNetwork('hub/onnx/model.onnx', { side: 8 });
    const config = {
      size: { height: 8, width: 8 },
      resample: 2,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    };
    await writeFile(at('hub/preprocessor_config.json'), JSON.stringify(config));
    const { spec } = await catalog.addEncoder(at('hub/onnx/model.onnx'));
    expect(spec.preprocessing).toMatchObject({
      resize: { mode: 'exact', size: 8, interpolation: 'bilinear' },
      crop: null,
    });
    await writeFile(at('hub/preprocessor_config.json'), '{');
    await writeNetwork('hub/onnx/other.onnx', { side: 8 });
    expect(await messageOf(catalog.addEncoder(at('hub/onnx/other.onnx')))).toContain('Correct it, or move it away.');
  });
});

describe('weights at an address', () => {
  async function serve<T>(
    answer: { status: number; body: Uint8Array },
    work: (url: string, hits: () => number) => Promise<T>,
  ) {
    let count = 0;
    const server = createServer((_, response) => {
      count++;
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      return await work(`http://127.0.0.1:${port}/tiny.onnx`, () => count);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  test('are fetched once', async () => {
    await serve({ status: 200, body: tinyNetwork() }, async (url, hits) => {
      const lines: string[] = [];
      const path = await writeManifest(at('m.yaml'), { weights: url });
      const onProgress = (line: string) => lines.push(line);
      expect(await catalog.addEncoder(path, { onProgress })).toMatchObject({ dimension: 3, isNew: true });
      expect(await catalog.addEncoder(path, { onProgress })).toMatchObject({ isNew: false });
      expect(hits()).toBe(1);
      expect(lines).toEqual([`Fetching the weights of tiny from ${url}`, 'Trying the encoder tiny']);
    });
  });

  test('that are not there are a mistake, a server in trouble is not', async () => {
    const added = (url: string) =>
      writeManifest(at('m.yaml'), { weights: url }).then((path) => catalog.addEncoder(path));
    await serve({ status: 404, body: Buffer.from('no') }, async (url) => {
      expect(await messageOf(added(url))).toContain('the server answered 404');
    });
    const down = await serve({ status: 503, body: Buffer.from('later') }, async (url) => {
      await expect(added(url)).rejects.toBeInstanceOf(WeightsUnavailableError);
      return url;
    });
    await expect(added(down)).rejects.toThrow('the server cannot be reached. Check the network.');
  });
});

describe('encoder', () => {
  test('names the nearest encoders to one that is not there', async () => {
    await catalog.addEncoder(await writeTiny());
    const error = await catalog.encoder('tinny').catch((each: unknown) => each);
    expect(error).toBeInstanceOf(UnknownNameError);
    expect((error as Error).message).toBe(
      'There is no encoder "tinny". Did you mean "tiny"? Add one with `regatta encoders add MANIFEST.yaml`.',
    );
  });

  test('with another tap is another encoder under another name', async () => {
    await catalog.addEncoder(await writeTiny());
    const [own, named, labelled] = [
      await catalog.encoder('tiny'),
      await catalog.encoder({ use: 'tiny', tap: 'planes' }),
      await catalog.encoder({ use: 'tiny', tap: 'planes:average' }),
    ];
    expect(named.ref).toMatchObject({ name: 'tiny@planes', tap: 'planes:average' });
    expect(named.ref.hash).toBe(labelled.ref.hash);
    expect(named.ref.hash).not.toBe(own.ref.hash);
    expect(await blobs.head(`encoders/${named.ref.hash}.json`)).not.toBeNull();
    expect((await catalog.encoder({ use: 'tiny', tap: 'embedding' })).ref).toEqual(own.ref);
    expect(await messageOf(catalog.encoder({ use: 'tiny', tap: 'pooler' }))).toContain(
      'has no tensor "pooler" to tap.',
    );
  });

  test('takes the study’s recipe where the network can, and says why where it cannot', async () => {
    await catalog.addEncoder(await writeTiny());
    const use = { use: 'tiny', preprocessing: 'study' };
    expect(await messageOf(catalog.encoder(use))).toContain('takes images of 4 x 4, its preprocessing gives 224 x 224');
    expect((await catalog.encoder({ use: 'tiny', preprocessing: 'own' })).ref.name).toBe('tiny');
    expect(await messageOf(catalog.encoder({ use: 'tiny', preprocessing: 'studdy' }))).toContain(
      'Did you mean "study"?',
    );
  });

  test('in another precision is the file that was added for it, else the name to add one under', async () => {
    await catalog.addEncoder(await writeTiny());
    expect((await catalog.encoder({ use: 'tiny', precision: 'fp32' })).ref).toMatchObject({ name: 'tiny' });
    const use = { use: 'tiny', precision: 'fp16', tap: 'planes' };
    expect(await messageOf(catalog.encoder(use))).toContain(
      'its network computes in fp32. Add its fp16 file under the name tiny+fp16.',
    );
    await writeNetwork('tiny-fp16.onnx', { factor: 2 });
    const half = { name: 'tiny+fp16', weights: 'tiny-fp16.onnx', extra: 'precision: fp16' };
    await catalog.addEncoder(await writeManifest(at('half.yaml'), half));
    expect((await catalog.encoder(use)).ref).toMatchObject({ name: 'tiny+fp16@planes', precision: 'fp16' });
    expect(await messageOf(catalog.encoder({ use: 'hog', precision: 'fp8' }))).toContain('one of fp32, fp16, int8');
  });

  test('brings its weights into another object store', async () => {
    await catalog.addEncoder(await writeTiny());
    const elsewhere = await openBlobs(pathToFileURL(at('elsewhere')).href);
    const { ref } = await (await openCatalog({ folder: at('.regatta'), blobs: elsewhere })).encoder('tiny');
    expect(sha256(await elsewhere.get(`weights/${ref.weights}.onnx`))).toBe(ref.weights);
    await elsewhere.close();
  });
});
