import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyClipTower } from '../../../../../test/support/tinyClip.ts';
import { startHub, type TestHub } from '../../../test/hub.ts';
import { tinyNetwork } from '../../../test/tinyEncoder.ts';
import { openCatalog, type Catalog } from '../../catalog.ts';

/** As wide as the golden text tower. */
const WIDTH = 24;
const TOKENIZERS = join(import.meta.dirname, '../../../../../test/golden/tokenizers');

let folder: string;
let blobs: Blobs;
let catalog: Catalog;
let hub: TestHub;
const at = (...parts: string[]) => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-pull-tower-'));
  blobs = await openBlobs(pathToFileURL(at('objects')).href);
  await mkdir(at('registry'));
  await writeFile(at('registry/tiny.yaml'), entry());
  catalog = await openCatalog({ folder: at('.regatta'), blobs, registry: at('registry') });
  const tokenizer = await readFile(join(TOKENIZERS, 'clip.tokenizer.json'));
  hub = await startHub({
    'owner/tiny/resolve/main/vision.onnx': tinyNetwork({ side: 224, width: WIDTH }),
    'owner/tiny/resolve/main/text.onnx': tinyClipTower('clip-text'),
    'owner/tiny/resolve/main/tokenizer.json': tokenizer,
  });
});
afterEach(async () => {
  await hub.close();
  await blobs.close();
  await rm(folder, { recursive: true });
});

const HUB = '{ repository: owner/tiny, revision: main, files: { fp32: text.onnx }, tokenizer: tokenizer.json }';
const entry = ({
  weights = 'hub: { repository: owner/tiny, revision: main, files: { fp32: vision.onnx } }',
  hub: of = HUB,
} = {}) => `
name: tiny
family: tiny
year: null
parameters: null
pretraining: { data: none, supervision: none }
licence: CC0-1.0
weights: { ${weights} }
input: { name: pixel_values }
preprocessing: clip
taps: { embedding: embedding }
tap: embedding
reason: it is the only one
text:
  tokenizer: sentencepiece
  contextLength: 16
  pad: '<|endoftext|>'
  similarity: { scale: 50, bias: -10 }
${of === '' ? '' : `  hub: ${of}`}
sources: { year: unverified, parameters: unverified, pretraining: x, licence: x, weights: x, preprocessing: x, taps: x }
`;
const requested = () => hub.requests.map(({ path }) => path.replace('owner/tiny/resolve/main/', ''));

test('a pull brings the text tower and its tokenizer, and locks both', async () => {
  const { text, isNew } = await catalog.pullEncoder('tiny', { from: hub.url });
  expect(isNew).toBe(true);
  expect(text).toMatchObject({ isAligned: true, similarity: { scale: 50, bias: -10 } });
  expect(await blobs.head(`towers/${text!.tower}.json`)).not.toBeNull();
  expect(requested()).toEqual(['vision.onnx', 'text.onnx', 'tokenizer.json']);
  const lock = await readFile(at('models/lock.yaml'), 'utf8');
  for (const file of ['vision.onnx', 'text.onnx', 'tokenizer.json']) expect(lock).toContain(`owner/tiny@main/${file}`);
  await catalog.pullEncoder('tiny', { from: hub.url });
  expect(requested()).toHaveLength(3);
});

test('a pull without text brings none, and a later one adds it to the same encoder', async () => {
  const before = await catalog.pullEncoder('tiny', { from: hub.url, text: false });
  expect(before.text).toBeNull();
  expect(requested()).toEqual(['vision.onnx']);
  const after = await catalog.pullEncoder('tiny', { from: hub.url });
  expect(after).toMatchObject({ hash: before.hash, isNew: false });
  expect(after.text).not.toBeNull();
});

test('a page instead of a tokenizer is no tokenizer, and is not locked', async () => {
  hub.put('owner/tiny/resolve/main/tokenizer.json', new TextEncoder().encode('<html>'));
  await expect(catalog.pullEncoder('tiny', { from: hub.url })).rejects.toThrow(/tokenizer\.json: Expected a tokenizer/);
  expect(await readFile(at('models/lock.yaml'), 'utf8')).not.toContain('tokenizer.json');
});

test('an export comes with the tower that lies beside it, and says where there is none', async () => {
  await writeFile(
    at('registry/tiny.yaml'),
    entry({ weights: 'export: { library: x, model: y, checkpoint: z }', hub: '' }),
  );
  await mkdir(at('exported'));
  await writeFile(at('exported/tiny.onnx'), tinyNetwork({ side: 224, width: WIDTH }));
  const lines: string[] = [];
  const pull = () => catalog.pullEncoder('tiny', { from: at('exported'), onProgress: (line) => lines.push(line) });
  expect((await pull()).text).toBeNull();
  expect(lines).toContain(`tiny comes without its text tower: there is no tiny.text.onnx in ${at('exported')}`);
  await writeFile(at('exported/tiny.text.onnx'), tinyClipTower('clip-text'));
  expect((await pull()).text).toBeNull();
  expect(lines.at(-1)).toMatch(/there is no tiny\.tokenizer\.json in/);
  await writeFile(at('exported/tiny.tokenizer.json'), await readFile(join(TOKENIZERS, 'clip.tokenizer.json')));
  expect((await pull()).text).toMatchObject({ isAligned: true });
});
