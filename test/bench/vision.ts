/**
 * @file Milliseconds per image on one core: decode, resize and crop by CLIP's recipe (bicubic, shorter side and square
 * 224), ours against sharp's own resize and, where Python has it, Pillow (`peers/requirements.txt`).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Preprocessing, VISION_VERSIONS, decode, decodeAndPrepare } from '@regatta/vision';
import sharp from 'sharp';
import { measureInTurns } from '../support/measure.ts';

const ROOT = join(import.meta.dirname, '../..');
const SIZES = [
  { width: 288, height: 288 },
  { width: 500, height: 375 },
  { width: 640, height: 480 },
  { width: 1600, height: 1200 },
  { width: 4000, height: 3000 },
];
const TURN_MS = 300;
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
  const pillow = measurePillow(files);
  const rows: string[] = [];
  for (const [i, file] of files.entries()) {
    const times = await measureInTurns(
      {
        decode: () => decode(file, 'as-stored'),
        exact: () => decodeAndPrepare(file, CLIP),
        fast: () => decodeAndPrepare(file, { ...CLIP, mode: 'fast' }),
        sharp: () =>
          sharp(file, { ignoreIcc: true }).resize(224, 224, { kernel: 'cubic' }).removeAlpha().raw().toBuffer(),
      },
      { rounds: 5, turnMs: TURN_MS },
    );
    const { width, height } = SIZES[i]!;
    const peer = typeof pillow === 'string' ? ['-', '-'] : [pillow.times[i]!.decode, pillow.times[i]!.all].map(format);
    const ours = [times.decode, times.exact - times.decode, times.exact, times.fast, times.sharp].map(format);
    rows.push(`| ${width}x${height} | ${[...ours, ...peer].join(' | ')} |`);
  }
  const { sharp: version, libvips } = VISION_VERSIONS;
  return [
    `JPEG quality 90 to 224x224, ms per image, one thread, sharp ${version}, libvips ${libvips}, ` +
      (typeof pillow === 'string' ? pillow : `Pillow ${pillow.version}`),
    '',
    '| image | our decode | our resize | **exact: both** | fast | sharp, its own resize | Pillow decode | Pillow, all |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

const format = (milliseconds: number) => String(Number(milliseconds.toPrecision(2)));

/** Pillow's times, or why there are none. */
function measurePillow(files: readonly Uint8Array[]): Peer | string {
  const own = join(ROOT, '.cache/peers/bin/python');
  const python = existsSync(own) ? own : 'python3';
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  try {
    const paths = files.map((file, i) => {
      const path = join(folder, `${i}.jpg`);
      writeFileSync(path, file);
      return path;
    });
    const script = join(import.meta.dirname, 'peers/vision.py');
    const output = execFileSync(python, [script, String(TURN_MS / 1e3), ...paths], { encoding: 'utf8', stdio: 'pipe' });
    return JSON.parse(output) as Peer;
  } catch {
    return 'no Pillow here (python3 -m venv .cache/peers && .cache/peers/bin/pip install -r test/bench/peers/requirements.txt)';
  } finally {
    rmSync(folder, { recursive: true });
  }
}
