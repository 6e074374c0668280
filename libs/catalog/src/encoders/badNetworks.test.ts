/** @file Networks that cannot race, as people bring them: each is refused with its file, what is wrong, and what to do. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import {
  GraphBuilder,
  Tensor,
  externalizeTensors,
  parseModel,
  serializeModel,
  type Dimension,
  type Model,
} from '@regatta/onnx';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyNetwork, writeManifest } from '../../test/tinyEncoder.ts';
import { openCatalog, type Catalog } from '../catalog.ts';
import { CatalogError } from '../errors.ts';

let folder: string;
let blobs: Blobs;
let catalog: Catalog;
const file = () => join(folder, 'tiny.onnx');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-bad-'));
  blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  catalog = await openCatalog({ folder: join(folder, '.regatta'), blobs });
});
afterEach(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

const SOUND = tinyNetwork({ padding: 1000 });
const text = (words: string) => new TextEncoder().encode(words);
const changed = (change: (model: Model) => Partial<Model>) => {
  const model = parseModel(SOUND);
  return serializeModel({ ...model, ...change(model) });
};
/** The mean over all dimensions behind the first two. */
function averaging(shape: readonly Dimension[], reshaped?: readonly number[]): Uint8Array {
  const graph = new GraphBuilder({ name: 'tiny' });
  const ints = (values: readonly number[]) => graph.constant(Tensor.of('int64', [values.length], values));
  const x = graph.input('pixel_values', 'float32', shape);
  const inner = reshaped === undefined ? x : graph.node('Reshape', [x, ints(reshaped)]);
  const axes = shape.map((_, axis) => axis).slice(2);
  graph.nodes('ReduceMean', [inner, ints(axes)], ['embedding'], { keepdims: 0 });
  graph.output('embedding', 'float32', [shape[0]!, 3]);
  return serializeModel(graph.build());
}

async function refusal(bytes: Uint8Array, extra = ''): Promise<string> {
  await writeFile(file(), bytes);
  const path = await writeManifest(join(folder, 'tiny.yaml'), { extra });
  return catalog.addEncoder(path).then(
    () => 'added',
    (error: Error) => {
      expect(error).toBeInstanceOf(CatalogError);
      expect(error.message).not.toMatch(/onnxruntime_src|std::/);
      return error.message;
    },
  );
}

test.each([
  ['is cut off', SOUND.subarray(0, -300), 'The file is cut or damaged', 'Fetch or export them again.'],
  [
    'is damaged inside',
    SOUND.map((byte, i) => (i >= 40 && i < 80 ? byte ^ 0x55 : byte)),
    'The file is cut or damaged',
    'Fetch or export them again.',
  ],
  ['is empty', new Uint8Array(), 'got an empty file', 'Fetch or export them again.'],
  ['is a web page', text('<!doctype html><html>404</html>'), 'got a web page', 'Fetch or export them again.'],
  ['is a pointer of Git LFS', text('version https://git-lfs.github.com/spec/v1\n'), 'Git LFS', '`git lfs pull`'],
  ['is of an opset to come', changed(() => ({ opsets: new Map([['', 99]]) })), 'is of opset 99', 'opset_version=18'],
  [
    'is of a format to come',
    changed(() => ({ irVersion: 99 })),
    'Unsupported model IR version: 99',
    'Export the network again',
  ],
  [
    'has an operator that nobody knows',
    changed(({ graph }) => ({
      graph: { ...graph, nodes: graph.nodes.map((node) => (node.op === 'Mul' ? { ...node, op: 'Mull' } : node)) },
    })),
    'No Op registered for Mull',
    'operators of ONNX alone',
  ],
  ['takes no images', averaging(['batch', 3, 16]), 'is [batch, 3, 16], expected four dimensions', 'in input.name'],
  ['takes images of another size', averaging(['batch', 3, 8, 8]), 'takes images of 8 x 8', 'Set the size of the crop'],
  [
    'takes images that are not square',
    averaging(['batch', 3, 4, 8]),
    'takes images of 4 x 8; only square',
    'Export it for a square',
  ],
  [
    'was exported for four images',
    averaging([4, 3, 4, 4], [4, 3, 4, 4]),
    'The run failed',
    'with a dynamic batch axis',
  ],
])('a network that %s', async (_, bytes, found, cure) => {
  const message = await refusal(bytes);
  expect(message).toContain(file());
  expect(message).toContain(found);
  expect(message).toContain(cure);
});

test('a network whose axes have no names is taken', async () => {
  expect(await refusal(averaging([null, 3, null, null]))).toBe('added');
});

test('a tap that does not exist is answered with those that do', async () => {
  await writeFile(file(), SOUND);
  const path = await writeManifest(join(folder, 'tiny.yaml'));
  await catalog.addEncoder(path);
  const tap = catalog.encoder({ use: 'tiny', tap: 'embeding' });
  await expect(tap).rejects.toThrow('has no tensor "embeding" to tap. Its outputs: embedding [batch, 3].');
});

test('a network that is larger than one file may be', async () => {
  await writeFile(file(), SOUND.subarray(0, 100));
  // Sparse: it takes no room.
  await truncate(file(), 3 * 2 ** 30);
  const path = await writeManifest(join(folder, 'tiny.yaml'));
  await expect(catalog.addEncoder(path)).rejects.toThrow(
    `${file()}: a network with its weights has at most 2 GB. Take an fp16`,
  );
});

test('weights in a second file that is missing, or cut off', async () => {
  const { model, chunks } = externalizeTensors(parseModel(SOUND), { location: 'tiny.onnx_data' });
  const network = serializeModel(model);
  expect(await refusal(network)).toContain(`at ${join(folder, 'tiny.onnx_data')}: there is no such file.`);
  await writeFile(join(folder, 'tiny.onnx_data'), Buffer.concat(chunks).subarray(0, 1000));
  const message = await refusal(network);
  expect(message).toContain(file());
  expect(message).toContain('The file "tiny.onnx_data" of encoder "tiny" has 1000 bytes, expected at least 4000');
});
