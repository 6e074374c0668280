import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { TextTowerSpec, textTowerHash } from '@regatta/encoders';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tinyClipTower, writeTinyClip, type TinyClipText } from '../../../../test/support/tinyClip.ts';
import { openCatalog, type Catalog } from '../catalog.ts';
import { CatalogError } from '../errors.ts';

let folder: string;
let blobs: Blobs;
let catalog: Catalog;
const at = (...parts: string[]) => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-towers-'));
  blobs = await openBlobs(pathToFileURL(at('objects')).href);
  catalog = await openCatalog({ folder: at('.regatta'), blobs });
});
afterEach(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

const add = async (text: TinyClipText = {}) => catalog.addEncoder(await writeTinyClip(at('clip'), { text }));
const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: Error) => {
      expect(error).toBeInstanceOf(CatalogError);
      return error.message;
    },
  );
const towerOf = async (hash: string) =>
  TextTowerSpec.parse(JSON.parse(new TextDecoder().decode(await blobs.get(`towers/${hash}.json`))));

describe('an encoder with a text tower', () => {
  test('is stored with all that a worker needs for texts', async () => {
    const { text } = await add();
    expect(text).toMatchObject({ isAligned: true, tap: null, similarity: { scale: 100 } });
    expect((await catalog.encoders()).at(-1)).toMatchObject({ text: { tokenizer: 'file', contextLength: 16 } });
    const spec = await towerOf(text!.tower);
    expect(textTowerHash(spec)).toBe(text!.tower);
    // The graph of this one takes no other width.
    expect(spec).toMatchObject({ padding: 'context', contextLength: 16, output: 'text_embeds' });
    expect(await blobs.get(`weights/${spec.weights}.onnx`)).toEqual(new Uint8Array(tinyClipTower('clip-text')));
    const tokenizer = spec.tokenizer as { sha256: string };
    expect(await blobs.get(`tokenizers/${tokenizer.sha256}.json`)).toEqual(
      new Uint8Array(await readFile(at('clip/tokenizer.json'))),
    );
  });

  test('is the same encoder as without one', async () => {
    const { hash } = await add();
    const other = await catalog.addEncoder(await writeTinyClip(at('bare'), { name: 'bare', text: null }));
    expect(other).toMatchObject({ hash, text: null });
  });

  test('is not tried again as long as its files are the same', async () => {
    const lines: string[] = [];
    const path = await writeTinyClip(at('clip'));
    await catalog.addEncoder(path, { onProgress: (line) => lines.push(line) });
    expect(lines).toContain('Trying the text tower of tiny-clip');
    lines.length = 0;
    await catalog.addEncoder(path, { onProgress: (line) => lines.push(line) });
    expect(lines).toEqual([]);
  });

  test('says which tap shares the space of its texts', async () => {
    await add();
    expect((await catalog.encoder('tiny-clip')).text).toMatchObject({ isAligned: true });
    expect((await catalog.encoder({ use: 'tiny-clip', tap: 'projected' })).text).toMatchObject({ isAligned: true });
    expect((await catalog.encoder({ use: 'tiny-clip', tap: 'pooled' })).text).toMatchObject({
      isAligned: false,
      tap: null,
    });
    const path = await writeTinyClip(at('other'), { name: 'other', tap: 'pooled', text: { tap: 'projected' } });
    expect((await catalog.addEncoder(path)).text).toMatchObject({ isAligned: false, tap: 'projected' });
    expect((await catalog.encoder({ use: 'other', tap: 'projected' })).text).toMatchObject({ isAligned: true });
  });

  test('follows its encoder into another object store', async () => {
    const { text } = await add();
    const elsewhere = await openBlobs(pathToFileURL(at('elsewhere')).href);
    const other = await openCatalog({ folder: at('.regatta'), blobs: elsewhere });
    expect((await other.encoder('tiny-clip')).text).toEqual(text);
    expect(await elsewhere.head(`towers/${text!.tower}.json`)).not.toBeNull();
    await elsewhere.close();
  });
});

describe('a text tower that cannot be', () => {
  test('has its fault said: no such output, another length than images, a vocabulary that is too small', async () => {
    expect(await messageOf(add({ output: 'embeddings' }))).toMatch(
      /Cannot use the text tower of encoder "tiny-clip": .*no output "embeddings"/,
    );
    expect(await messageOf(add({ output: 'pooled' }))).toMatch(/features have 32 numbers, those of images 24/);
    expect(await messageOf(add({ tokenizer: 'clip' }))).toMatch(/Cannot use the text tower of encoder "tiny-clip"/);
    expect(await messageOf(add({ contextLength: '15', weights: 'vision.onnx' }))).toMatch(
      /takes the inputs pixel_values|no output "text_embeds"/,
    );
    expect(await messageOf(add({ tap: 'tokens' }))).toMatch(/text\.tap: Expected one of the taps projected, pooled/);
  });

  test('names a file that is missing, and a tokenizer that has changed or is none', async () => {
    expect(await messageOf(add({ weights: 'nowhere.onnx' }))).toMatch(
      /Cannot read the weights of encoder "tiny-clip \(text\)" at .*nowhere\.onnx: there is no such file/,
    );
    expect(await messageOf(add({ tokenizer: 'nowhere.json' }))).toMatch(
      /Cannot read the tokenizer of encoder "tiny-clip" at .*nowhere\.json: there is no such file/,
    );
    await add();
    const path = at('clip/manifest.yaml');
    await writeFile(at('clip/tokenizer.json'), '<html>not found</html>');
    expect(await messageOf(catalog.addEncoder(path))).toMatch(/its first use has locked sha256 .* has /);
    const manifest = await writeTinyClip(at('fresh'), { name: 'fresh' });
    await writeFile(at('fresh/tokenizer.json'), '<html>not found</html>');
    expect(await messageOf(catalog.addEncoder(manifest))).toMatch(/Expected a tokenizer\.json/);
  });
});
