import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { externalizeTensors, parseModel, serializeModel } from '@regatta/onnx';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHub, type TestHub } from '../../../test/hub.ts';
import { tinyNetwork } from '../../../test/tinyEncoder.ts';
import { openCatalog, type Catalog } from '../../catalog.ts';
import { UnknownNameError } from '../../errors.ts';
import { WeightsUnavailableError } from '../weights.ts';
import type { PullOptions } from './pullEncoder.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** With enough weights to be cut in the middle. */
const network = (factor: number) => tinyNetwork({ factor, padding: 50_000, side: 224 });
const NETWORK = network(2);
const FILE = 'owner/tiny/resolve/main/onnx/model.onnx';
const NAME = 'owner/tiny@main/onnx/model.onnx';

let folder: string;
let blobs: Blobs;
let catalog: Catalog;
let hub: TestHub;
const at = (...parts: string[]) => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-pull-'));
  blobs = await openBlobs(pathToFileURL(at('objects')).href);
  await mkdir(at('registry'));
  await writeFile(at('registry/tiny.yaml'), entry());
  catalog = await openCatalog({ folder: at('.regatta'), blobs, registry: at('registry') });
  hub = await startHub({ [FILE]: NETWORK });
});
afterEach(async () => {
  await hub.close();
  await blobs.close();
  await rm(folder, { recursive: true });
});

const HUB = 'hub: { repository: owner/tiny, revision: main, files: { fp32: onnx/model.onnx, fp16: onnx/half.onnx } }';
const entry = (weights = HUB) => `
name: tiny
family: tiny
year: null
parameters: null
pretraining: { data: none, supervision: none }
licence: CC0-1.0
weights: { ${weights} }
input: { name: pixel_values }
preprocessing: clip
taps: { embedding: embedding, planes: { tensor: planes, pooling: average } }
tap: embedding
reason: it is the only one
text: null
sources: { year: unverified, parameters: unverified, pretraining: x, licence: x, weights: x, preprocessing: x, taps: x }
`;
const pull = (options: PullOptions = {}) =>
  catalog.pullEncoder('tiny', { from: hub.url, delayMs: () => 0, ...options });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('Expected it to fail.');
    },
    (error: Error) => error,
  );
const lockText = () => readFile(at('models/lock.yaml'), 'utf8');
const pulled = (...parts: string[]) => at('.regatta/pulled/owner/tiny/main', ...parts);

describe('pulling an encoder from a hub', () => {
  test('fetches its file, locks its hash, and adds it', async () => {
    const bytes: [number, number | null][] = [];
    const added = await pull({ onBytes: (_, count, total) => bytes.push([count, total]) });
    expect(added).toMatchObject({ name: 'tiny', isNew: true, dimension: 3 });
    expect(added.spec).toMatchObject({ weights: sha256(NETWORK), source: 'owner/tiny@main', licence: 'CC0-1.0' });
    expect(bytes.at(-1)).toEqual([NETWORK.length, NETWORK.length]);
    expect(await lockText()).toContain(`${NAME}:\n    sha256: ${sha256(NETWORK)}\n    bytes: ${NETWORK.length}`);
    expect((await catalog.encoder({ use: 'tiny', tap: 'planes' })).ref.name).toBe('tiny@planes');
  });

  test('fetches nothing that is there already', async () => {
    await pull();
    const before = hub.requests.length;
    expect(await pull()).toMatchObject({ isNew: false });
    expect(hub.requests.length).toBe(before);
  });

  test('goes on where a connection broke, as often as it breaks', async () => {
    hub.cutAfter(20_000);
    await pull();
    const ranges = hub.requests.map(({ range }) => range);
    expect(ranges).toEqual(expect.arrayContaining([undefined, 'bytes=20000-', 'bytes=40000-', 'bytes=180000-']));
    expect(sha256(await readFile(pulled('onnx/model.onnx')))).toBe(sha256(NETWORK));
  });

  test('goes on in another process, and begins anew where the file has changed meanwhile', async () => {
    const stop = new AbortController();
    hub.cutAfter(20_000);
    const error = await failure(pull({ signal: stop.signal, onBytes: () => stop.abort(new Error('stopped')) }));
    expect(error.message).toBe('stopped');
    expect((await stat(pulled('onnx/model.onnx.part'))).size).toBeGreaterThan(0);
    const other = network(3);
    hub.put(FILE, other);
    hub.cutAfter(null);
    await pull();
    expect(hub.requests.at(-1)).toMatchObject({ range: expect.stringMatching(/^bytes=\d+-$/), status: 200 });
    expect(await lockText()).toContain(sha256(other));
  });

  test('gives up when nothing comes, and says that it can go on', async () => {
    hub.cutAfter(0);
    const error = await failure(pull());
    expect(error).toBeInstanceOf(WeightsUnavailableError);
    expect(error.message).toContain('broke off');
    expect(error.message).toContain('Run it again: it goes on from there.');
  });

  test('waits out a server in trouble, and gives up on one that stays so', async () => {
    hub.answer(503, { times: 2 });
    await pull();
    expect(hub.requests.map(({ status }) => status)).toEqual([503, 503, 200]);
    await rm(at('.regatta/pulled'), { recursive: true });
    hub.answer(503);
    const error = await failure(pull());
    expect(error).toBeInstanceOf(WeightsUnavailableError);
    expect(error.message).toContain('the server answered 503');
  });

  test.each([
    [401, 'Accept the licence on the page of the repository, and set HF_TOKEN'],
    [403, 'Accept the licence on the page of the repository, and set HF_TOKEN'],
    [404, 'Check repository, revision and file, or the mirror.'],
  ])('does not ask again after a %i, and says what to do', async (status, cure) => {
    hub.answer(status);
    expect((await failure(pull())).message).toContain(cure);
    expect(hub.requests).toHaveLength(1);
  });

  test('sends a token, and says when it is the token that is refused', async () => {
    await pull({ token: 'secret' });
    expect(hub.requests[0]).toMatchObject({ authorization: 'Bearer secret' });
    await rm(at('.regatta/pulled'), { recursive: true });
    hub.answer(403);
    const { message } = await failure(pull({ token: 'secret' }));
    expect(message).toContain('The token does not allow it');
    expect(message).not.toContain('secret');
  });

  test('refuses a file that is not the one that is locked, and does not keep it', async () => {
    await pull();
    await rm(at('.regatta/pulled'), { recursive: true });
    const other = network(3);
    hub.put(FILE, other);
    const { message } = await failure(pull());
    expect(message).toContain(`says sha256 ${sha256(NETWORK)}, got ${sha256(other)}`);
    await expect(stat(pulled('onnx/model.onnx'))).rejects.toThrow('ENOENT');
  });

  test('holds a file against the hash that the registry gives', async () => {
    const wrong = 'a'.repeat(64);
    await writeFile(at('registry/tiny.yaml'), entry(HUB.replace(' } }', ` }, sha256: { fp32: ${wrong} } }`)));
    expect((await failure(pull())).message).toContain(`the registry says sha256 ${wrong}`);
  });

  test('does not lock the error page of a server', async () => {
    hub.put(FILE, new TextEncoder().encode('<html>Sign in</html>'));
    expect((await failure(pull())).message).toContain(`${NAME}: The weights of encoder "tiny" are no ONNX network`);
    await expect(lockText()).rejects.toThrow('ENOENT');
  });

  test('takes the file of another precision under the name by which sweeps find it', async () => {
    hub.put('owner/tiny/resolve/main/onnx/half.onnx', NETWORK);
    expect(await pull({ precision: 'fp16' })).toMatchObject({ name: 'tiny+fp16', ref: { precision: 'fp16' } });
    expect((await failure(pull({ precision: 'int8' }))).message).toContain('There is no int8 file of encoder "tiny"');
  });

  test('fetches the weights that lie in a second file', async () => {
    const { model, chunks } = externalizeTensors(parseModel(NETWORK), { location: 'model.onnx_data' });
    const data = Buffer.concat(chunks);
    hub.put(FILE, serializeModel(model));
    hub.put(`${FILE}_data`, data);
    expect(await pull()).toMatchObject({ dimension: 3 });
    expect(await lockText()).toContain(`${NAME}_data:\n    sha256: ${sha256(data)}`);
  });

  test('knows the names there are', async () => {
    const error = await failure(catalog.pullEncoder('tinny'));
    expect(error).toBeInstanceOf(UnknownNameError);
    expect(error.message).toContain('Did you mean "tiny"?');
  });
});

describe('pulling an encoder from elsewhere', () => {
  const place = async (path: string) => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), NETWORK);
  };

  test('reads a folder in place', async () => {
    await place('mirror/owner/tiny/main/onnx/model.onnx');
    const { spec } = await catalog.pullEncoder('tiny', { from: at('mirror') });
    expect(spec.weights).toBe(sha256(NETWORK));
    await expect(stat(pulled('onnx/model.onnx'))).rejects.toThrow('ENOENT');
    const { message } = await failure(catalog.pullEncoder('tiny', { from: at('nowhere') }));
    expect(message).toContain(`${at('nowhere/owner/tiny/main/onnx/model.onnx')}: there is no such file`);
  });

  test('takes a network that is exported by its name, and says so where there is none', async () => {
    const exported = 'export: { library: torchvision, model: tiny, checkpoint: V1 }';
    await writeFile(at('registry/tiny.yaml'), entry(exported));
    expect((await failure(catalog.pullEncoder('tiny'))).message).toContain(
      'Export tiny of torchvision (V1) with `python models/export/export.py tiny --out FOLDER`',
    );
    await place('mirror/tiny.onnx');
    const { spec } = await catalog.pullEncoder('tiny', { from: at('mirror') });
    expect(spec.source).toBe('exported from torchvision, tiny, V1');
  });

  test('takes an export of what a hub has, too, where a folder has one', async () => {
    const sha = `sha256: { fp32: ${'a'.repeat(64)} }`;
    const both = `${HUB.slice(0, -2)}, ${sha} }, export: { library: torchvision, model: tiny, checkpoint: V1 }`;
    await writeFile(at('registry/tiny.yaml'), entry(both));
    await place('mirror/tiny.onnx');
    const { spec } = await catalog.pullEncoder('tiny', { from: at('mirror') });
    expect(spec.source).toBe('exported from torchvision, tiny, V1');
    expect((await failure(pull())).message).toContain(`the registry says sha256 ${'a'.repeat(64)}`);
  });
});
