/**
 * @file Images per second from JPEG files to features, against a Python script of the usual kind (`peers/embedPeers.py`:
 * DataLoader with two workers, torchvision's transforms, the same network in torch) on the same files, in turns.
 *
 * Networks have random weights, from models/export. The Python is that of `REGATTA_BENCH_PEERS` or `.cache/peers`, with
 * `peers/requirements-embed.txt`. `REGATTA_BENCH_SIZE=small` takes a quarter of the photos; `REGATTA_BENCH_ROUNDS` sets the turns.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOfRegistered, type EncoderSpec } from '@regatta/encoders';
import { sha256 } from '@regatta/tensor';
import type { Preprocessing } from '@regatta/vision';
import sharp from 'sharp';
import { specOfManifest } from '../../libs/catalog/src/encoders/encoderEntry.ts';
import { readRegistry } from '../../libs/catalog/src/encoders/registryFiles.ts';
import { DecodePool } from '../../services/executor/src/decodePool.ts';
import { embedImages } from '../../services/executor/src/embedImages.ts';
import { Objects, type OpenEncoder } from '../../services/executor/src/objects.ts';
import { openSmallStore, storeEncoder } from '../../services/executor/test/smallStore.ts';
import { relativeDifference } from '../support/relativeDifference.ts';
import { measureInTurns } from '../support/measure.ts';
import { findPeerPython } from '../support/peerPython.ts';
import { startPeer, type Peer } from '../support/pythonPeer.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLOTHING = join(ROOT, '../shared/data/clothing/train');
const SOURCE = join(ROOT, 'test/golden/vision/images/jpeg-big-1600x1200.jpg');
const MODULES = ['torch', 'torchvision', 'timm', 'transformers', 'open_clip', 'onnx', 'onnxruntime'];
const SHARE = process.env['REGATTA_BENCH_SIZE'] === 'small' ? 1 / 4 : 1;
const ROUNDS = Number(process.env['REGATTA_BENCH_ROUNDS'] ?? (SHARE === 1 ? 5 : 3));
/** Of the peer: the usual one, and at least four of them in a pass, so that its two workers have something to do. */
const PEER_BATCH_MAX = 32;

interface Photos {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}
const SMALL: Photos = { width: 500, height: 375, count: 128 * SHARE };
const MEDIUM: Photos = { width: 1600, height: 1200, count: 128 * SHARE };
const LARGE: Photos = { width: 4000, height: 3000, count: 64 * SHARE };

interface Race {
  readonly encoder: string;
  readonly photos: Photos;
  readonly mode: Preprocessing['mode'];
}
const RACES: readonly Race[] = [
  { encoder: 'vit-b-32', photos: SMALL, mode: 'exact' },
  { encoder: 'convnext-tiny', photos: SMALL, mode: 'exact' },
  { encoder: 'efficientnet-b2', photos: SMALL, mode: 'exact' },
  { encoder: 'vit-b-32', photos: MEDIUM, mode: 'exact' },
  { encoder: 'vit-b-32', photos: LARGE, mode: 'exact' },
  { encoder: 'vit-b-32', photos: LARGE, mode: 'fast' },
];

/** What the peer answers. */
interface Pass {
  readonly ms: number;
  readonly features: number[][];
  readonly torch: string;
}

export default async function run(): Promise<string> {
  const python = findPeerPython(MODULES);
  if (python === null) {
    return 'no Python with test/bench/peers/requirements-embed.txt: name one in REGATTA_BENCH_PEERS';
  }
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  const threads = availableParallelism();
  const peer = startPeer(python, [join(import.meta.dirname, 'peers/embedPeers.py'), String(threads)]);
  const decoder = new DecodePool({ threads });
  const store = await openSmallStore();
  const objects = new Objects(store.blobs, threads);
  const rows: string[] = [];
  try {
    const specs = await exportEncoders(python, folder);
    for (const { encoder: name, photos, mode } of RACES) {
      const { spec, path } = specs.get(name)!;
      const chosen = { ...spec, preprocessing: { ...spec.preprocessing, mode } };
      const ref = await storeEncoder(store.blobs, { weights: readFileSync(path), spec: chosen });
      const encoder = await objects.encoder(ref, 'cpu');
      const row = await race(encoder, { peer, decoder, paths: await makePhotos(folder, photos), photos });
      // It takes minutes: what is known so far is shown.
      console.error(row);
      rows.push(row);
    }
  } finally {
    await Promise.all([peer.stop(), objects.close(), decoder.close()]);
    await store.remove();
    rmSync(folder, { recursive: true });
  }
  return [
    `Images per second, JPEG files to features, ${threads} threads each, median of ${ROUNDS} rounds, A B A B; load average ` +
      `at the end ${loadavg()[1]!.toFixed(0)}`,
    '',
    '| encoder | photos | mode | Python | Regatta | **Regatta to Python** | rounds, least to most | features apart |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** @returns by name its spec and file */
async function exportEncoders(python: string, folder: string) {
  const names = [...new Set(RACES.map(({ encoder }) => encoder))];
  const script = join(ROOT, 'models/export/export.py');
  execFileSync(python, [script, ...names, '--random-weights', '--out', folder], { stdio: 'pipe' });
  const registry = await readRegistry();
  const specs = new Map<string, { spec: EncoderSpec; path: string }>();
  for (const name of names) {
    const path = join(folder, `${name}.onnx`);
    const entry = registry.find((candidate) => candidate.name === name)!;
    const manifest = manifestOfRegistered(entry, { file: path, precision: 'fp32' });
    specs.set(name, { path, spec: specOfManifest(manifest, sha256(readFileSync(path))) });
  }
  return specs;
}

/** JPEG files of this size, of different pictures where they lie beside the clone, else of parts of one. */
async function makePhotos(folder: string, { width, height, count }: Photos): Promise<string[]> {
  const sources = existsSync(CLOTHING)
    ? readdirSync(CLOTHING, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.jpg'))
        .sort()
        .map((file) => join(CLOTHING, file))
    : [];
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `${width}x${height}-${i}.jpg`);
      if (existsSync(path)) return path;
      const source = sources[Math.floor((i * sources.length) / count)];
      const picture = source
        ? sharp(source)
        : sharp(SOURCE).extract({ left: (i * 41) % 1100, top: (i * 67) % 825, width: 500, height: 375 });
      writeFileSync(path, await picture.resize({ width, height, fit: 'fill' }).jpeg({ quality: 90 }).toBuffer());
      return path;
    }),
  );
}

async function race(
  { forward, side, batch, spec }: OpenEncoder,
  { peer, decoder, paths, photos }: { peer: Peer; decoder: DecodePool; paths: string[]; photos: Photos },
): Promise<string> {
  const { name, preprocessing } = spec;
  const signal = new AbortController().signal;
  const decode = (bytes: Uint8Array) => decoder.decode(bytes, preprocessing);
  const ours = async () => {
    const files = await Promise.all(paths.map((path) => readFile(path)));
    return embedImages(files, { decode, forward, side, batch, signal, onProgress: () => undefined });
  };
  const theirs = async () =>
    (await peer.ask({ name, recipe: preprocessing, paths, batch: Math.min(PEER_BATCH_MAX, paths.length / 4) })) as Pass;
  // The batch is found, the graph is optimised, the workers are there before the clock runs.
  const [{ features, dimension }, expected] = [await ours(), await theirs()];
  await ours();
  const apart = Math.max(
    ...expected.features.map((row, i) =>
      relativeDifference(row, features.subarray(i * dimension, (i + 1) * dimension)),
    ),
  );
  const ratios: number[] = [];
  const times = await measureInTurns(
    { theirs, ours },
    { rounds: ROUNDS, turnMs: 0, onRound: (round) => ratios.push(round.theirs / round.ours) },
  );
  const perSecond = (ms: number) => ((1000 * paths.length) / ms).toPrecision(3);
  const size = `${paths.length} of ${photos.width}x${photos.height}`;
  const range = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)).join(' to ');
  const ratio = (times.theirs / times.ours).toFixed(2);
  return `| ${[name, size, preprocessing.mode, perSecond(times.theirs), perSecond(times.ours), `**${ratio}**`, range, apart.toExponential(0)].join(' | ')} |`;
}
