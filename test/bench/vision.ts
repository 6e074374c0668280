/**
 * @file Processor milliseconds per image: decode, resize and crop by CLIP's recipe (bicubic, shorter side and square 224),
 * ours against sharp's own resize and, where Python has it, Pillow (`peers/requirements.txt`; `REGATTA_BENCH_PEERS` names a
 * Python that has it). Processor time, since each of them computes on one core, and other work on the machine counts less.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Preprocessing, VISION_VERSIONS, decode, decodeAndPrepare } from '@regatta/vision';
import sharp from 'sharp';
import { median } from '../support/measure.ts';

const ROOT = join(import.meta.dirname, '../..');
const SIZES = [
  { width: 288, height: 288 },
  { width: 500, height: 375 },
  { width: 640, height: 480 },
  { width: 1600, height: 1200 },
  { width: 4000, height: 3000 },
];
const TURN_MS = 300;
const ROUNDS = 5;
const CLIP = Preprocessing.parse({
  resize: { mode: 'shorter', size: 224, interpolation: 'bicubic' },
  crop: { size: 224 },
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
});

interface Peer {
  readonly version: string;
  readonly times: readonly { readonly decode: number; readonly all: number }[];
}

export default async function run(): Promise<string> {
  const photo = readFileSync(join(ROOT, 'test/golden/vision/images/jpeg-big-1600x1200.jpg'));
  const files = await Promise.all(
    SIZES.map((size) =>
      sharp(photo)
        .resize({ ...size, fit: 'fill' })
        .jpeg({ quality: 90 })
        .toBuffer(),
    ),
  );
  let version =
    'no Pillow here: python3 -m venv .cache/peers && .cache/peers/bin/pip install -r test/bench/peers/requirements.txt';
  const rows: string[] = [];
  for (const [i, file] of files.entries()) {
    const times = await processorMs({
      decode: () => decode(file, 'as-stored'),
      exact: () => decodeAndPrepare(file, CLIP),
      fast: () => decodeAndPrepare(file, { ...CLIP, mode: 'fast' }),
      sharp: () =>
        sharp(file, { ignoreIcc: true }).resize(224, 224, { kernel: 'cubic' }).removeAlpha().raw().toBuffer(),
    });
    const pillow = measurePillow(file);
    if (pillow !== null) version = `Pillow ${pillow.version}`;
    const { width, height } = SIZES[i]!;
    const own = [times.exact, times.fast, times.decode, times.sharp].map(format);
    const peer = pillow?.times[0] ?? null;
    const ratio = (ours: number) => (peer === null ? '-' : `${(peer.all / ours).toFixed(1)} x`);
    const theirs = peer === null ? ['-', '-'] : [peer.decode, peer.all].map(format);
    rows.push(`| ${[`${width}x${height}`, ...own, ...theirs, ratio(times.exact), ratio(times.fast)].join(' | ')} |`);
  }
  const { sharp: sharpVersion, libvips } = VISION_VERSIONS;
  return [
    `JPEG quality 90 to 224x224, processor ms per image, sharp ${sharpVersion}, libvips ${libvips}, ${version}`,
    '',
    '| image | **exact** | fast | sharp: decode | sharp: all | Pillow: decode | Pillow: all | exact against Pillow | fast |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Processor time per call of each, the median over the rounds: A B C, A B C, and so on. */
async function processorMs<K extends string>(contenders: Readonly<Record<K, () => Promise<unknown>>>) {
  const turns = new Map<K, number[]>();
  const entries = Object.entries(contenders) as [K, () => Promise<unknown>][];
  for (const [name, work] of entries) {
    turns.set(name, []);
    for (let i = 0; i < 20; i++) await work();
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of entries) {
      const [start, before] = [performance.now(), process.cpuUsage()];
      let calls = 0;
      for (; calls === 0 || performance.now() - start < TURN_MS; calls++) await work();
      const { user, system } = process.cpuUsage(before);
      turns.get(name)!.push((user + system) / 1000 / calls);
    }
  }
  return Object.fromEntries([...turns].map(([name, times]) => [name, median(times)])) as Record<K, number>;
}

const format = (milliseconds: number) => String(Number(milliseconds.toPrecision(2)));

/** Pillow's times for a file, measured at once after ours; null where there is no Pillow. */
function measurePillow(file: Uint8Array): Peer | null {
  const own = join(ROOT, '.cache/peers/bin/python');
  const python = process.env['REGATTA_BENCH_PEERS'] ?? (existsSync(own) ? own : 'python3');
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  try {
    const path = join(folder, 'image.jpg');
    writeFileSync(path, file);
    const script = join(import.meta.dirname, 'peers/vision.py');
    const output = execFileSync(python, [script, String(TURN_MS / 1e3), path], { encoding: 'utf8', stdio: 'pipe' });
    return JSON.parse(output) as Peer;
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
