import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import { openCatalog, type Catalog } from '@regatta/catalog';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHub, type TestHub } from '../../libs/catalog/test/hub.ts';
import { tinyNetwork } from '../../libs/catalog/test/tinyEncoder.ts';
import { pullDefaultEncoders } from '../../services/cli/src/defaultEncoders.ts';
import { Output } from '../../services/cli/src/output.ts';

const registered = (name: string) => `
name: ${name}
family: tiny
year: null
parameters: null
pretraining: { data: none, supervision: none }
licence: CC0-1.0
weights: { hub: { repository: owner/${name}, revision: main, files: { fp32: model.onnx } } }
input: { name: pixel_values }
preprocessing: clip
taps: { embedding: embedding }
tap: embedding
reason: it is the only one
text: null
sources: { year: unverified, parameters: unverified, pretraining: x, licence: x, weights: x, preprocessing: x, taps: x }
`;
const file = (name: string) => `owner/${name}/resolve/main/model.onnx`;

let folder: string;
let blobs: Blobs;
let catalog: Catalog;
let hub: TestHub;
let notes: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-defaults-'));
  blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  const registry = join(folder, 'registry');
  await mkdir(registry);
  for (const name of ['one', 'two']) await writeFile(join(registry, `${name}.yaml`), registered(name));
  const sets = 'version: 1\nsets: { small: { reason: small, encoders: [one, two] } }\n';
  await writeFile(join(registry, 'sets.yaml'), sets);
  catalog = await openCatalog({ folder: join(folder, '.regatta'), blobs, registry });
  hub = await startHub({
    [file('one')]: tinyNetwork({ side: 224 }),
    [file('two')]: tinyNetwork({ side: 224, factor: 2 }),
  });
  notes = [];
});
afterEach(async () => {
  await hub.close();
  await blobs.close();
  await rm(folder, { recursive: true });
});

class NotedOutput extends Output {
  override note(text: string): void {
    notes.push(text);
  }
  override progress(): void {}
}

const { stdout, stderr, stdin } = process;
const pull = (from = hub.url, signal = new AbortController().signal) =>
  pullDefaultEncoders(
    {
      environment: { REGATTA_HUB: from },
      output: new NotedOutput({ stdout, stderr, stdin, isJson: false, isVerbose: false }),
      signal,
    },
    catalog,
  );

test('a hub that answers gives the default set, once', async () => {
  expect(await pull()).toEqual(['one', 'two']);
  expect((await catalog.encoders()).map(({ name }) => name)).toEqual(expect.arrayContaining(['one', 'two']));
  const asked = hub.requests.length;
  expect(await pull()).toEqual(['one', 'two']);
  expect(hub.requests).toHaveLength(asked);
  expect(notes).toEqual([`Fetching one, two from ${hub.url}, once; --no-pull goes on without.`]);
});

test('where nobody answers, one line says so and what is there is used', async () => {
  await catalog.pullEncoder('two', { from: hub.url });
  await hub.close();
  expect(await pull()).toEqual(['two']);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(`${hub.url} does not answer: one cannot be fetched, so this goes on without.`);
});

test('an encoder that the hub does not give is left out, with the reason', async () => {
  hub.put(file('one'), new TextEncoder().encode('<html>Sign in</html>'));
  expect(await pull()).toEqual(['two']);
  expect(notes[1]).toMatch(/^Going on without one\. .*a web page/);
});

test('a stop is a stop, and no reason to go on without', async () => {
  const stop = new AbortController();
  stop.abort(new Error('interrupted'));
  await expect(pull(hub.url, stop.signal)).rejects.toThrow('interrupted');
});
