/**
 * @file What datasets cost before the first job: importing a folder, again and again; drawing EmojiDrift; splitting a
 * large dataset.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { openCatalog, type Catalog } from '@regatta/catalog';
import { datasetSplitter, type DatasetManifest } from '@regatta/datasets';

const ROUNDS = 5;
const FILES = 5_000;
const FILE_BYTES = 50_000;
const LARGE = { images: 365_000, classes: 1_000, perGroup: 7 };

export default async function run(): Promise<string> {
  const rows = [...(await imports()), ...splits()];
  return [`Median of ${ROUNDS} rounds (least to most), in ms`, '', '| what | ms |', '|---|---|', ...rows].join('\n');
}

async function imports(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-bench-'));
  const times: Record<'first' | 'again' | 'added' | 'drawn' | 'found', number[]> = {
    ...{ first: [], again: [], added: [], drawn: [], found: [] },
  };
  try {
    const photos = join(folder, 'photos');
    await writePhotos(photos);
    for (let round = 0; round < ROUNDS; round++) {
      // A project of its own: nothing is known yet. The files themselves are in the system's cache.
      const open = () => openProject(join(folder, `project-${round}`));
      const addPhotos = async () => (await open()).addDataset({ source: photos });
      const addEmoji = async () => (await open()).addEmojiDrift();
      times.first.push(await milliseconds(addPhotos));
      times.again.push(await milliseconds(addPhotos));
      await writePhoto(join(photos, 'class-0', `new-${round}.jpg`));
      times.added.push(await milliseconds(addPhotos));
      times.drawn.push(await milliseconds(addEmoji));
      times.found.push(await milliseconds(addEmoji));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return [
    row(`import of ${FILES} files of ${FILE_BYTES / 1000} KB: read, hashed, stored`, times.first),
    row('the same folder again', times.again),
    row('the same folder with one more photo', times.added),
    row('EmojiDrift drawn from its packages', times.drawn),
    row('EmojiDrift again', times.found),
  ];
}

function splits(): string[] {
  const manifest = largeManifest();
  const { images, classes } = LARGE;
  const hashed: number[] = [];
  const rows = (['few-shot', 'study'] as const).flatMap((protocol) => {
    const [split, busy, hashes]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      const before = performance.now();
      const splitter = datasetSplitter(manifest);
      const opened = performance.now();
      const usage = process.cpuUsage();
      const requests = [10, 100, 'all' as const].flatMap((budget) =>
        [0, 1, 2].map((draw) => ({ protocol, budget, draw, seed: 0, holdOut: true })),
      );
      for (const request of requests) splitter.split(request);
      const done = performance.now();
      const { user, system } = process.cpuUsage(usage);
      for (let cell = 0; cell < 10_000; cell++) splitter.splitHash(requests[cell % requests.length]!);
      hashed.push(opened - before);
      split.push(done - opened);
      busy.push((user + system) / 1000);
      hashes.push(performance.now() - done);
    }
    const what = `its 9 splits, ${protocol} (3 budgets x 3 draws, ${classes} classes, groups of ${LARGE.perGroup})`;
    return [
      row(what, split),
      row('the same, processor time', busy),
      row(`the hashes of the splits of 10000 cells, ${protocol}`, hashes),
    ];
  });
  return [row(`hash of a manifest of ${images} images`, hashed), ...rows];
}

async function openProject(folder: string): Promise<Catalog> {
  return openCatalog({ folder, blobs: await openBlobs(pathToFileURL(join(folder, 'objects')).href) });
}

async function writePhotos(folder: string): Promise<void> {
  for (let label = 0; label < 10; label++) {
    await mkdir(join(folder, `class-${label}`), { recursive: true });
    for (let i = 0; i < FILES / 10; i++) await writePhoto(join(folder, `class-${label}`, `${i}.jpg`));
  }
}

/** Begins as a JPEG does; more of it no import looks at. */
async function writePhoto(path: string): Promise<void> {
  await writeFile(path, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(FILE_BYTES - 4)]));
  // A file that has only just been written is not remembered.
  const longAgo = new Date('2024-05-01T12:00:00Z');
  await utimes(path, longAgo, longAgo);
}

function largeManifest(): DatasetManifest {
  const perShard = 256;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const images = Array.from({ length: LARGE.images }, (_, i) => ({
    path: `class-${i % LARGE.classes}/${i}.jpg`,
    sha256: sha256(`image ${i}`),
    bytes: 50_000,
    shard: Math.floor(i / perShard),
    offset: (i % perShard) * 50_688 + 512,
    label: i % LARGE.classes,
    domain: null,
    split: 'none' as const,
    group: `group ${Math.floor(i / LARGE.perGroup)}`,
  }));
  const shards = Array.from({ length: Math.ceil(LARGE.images / perShard) }, (_, index) => ({
    index,
    sha256: sha256(`shard ${index}`),
    key: `shards/${index}.tar`,
    images: Math.min(perShard, LARGE.images - index * perShard),
    bytes: perShard * 50_688 + 1024,
  }));
  const classes = Array.from({ length: LARGE.classes }, (_, i) => `class-${i}`);
  const about = { version: 1 as const, name: 'large', kind: 'bench', license: 'none' };
  return { ...about, classes, domains: [], inDistribution: null, images, shards };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function row(what: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b).map((ms) => Math.round(ms));
  return `| ${what} | ${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]} to ${sorted.at(-1)}) |`;
}
