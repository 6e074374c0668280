/**
 * @file A folder of many small files becomes a manifest: by reference, which reads and hashes each file once; with its
 * images stored as shards; again, when all is known; and beside them torchvision's ImageFolder with hashlib, where
 * `REGATTA_BENCH_PEERS` names a Python that has `peers/requirements-import.txt`. Each in a process of its own, in turns.
 *
 * `REGATTA_BENCH_FILES` says how many files. Processor time stands beside wall time, for machines that others use as well.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from '../support/measure.ts';

const FILES = Number(process.env['REGATTA_BENCH_FILES'] ?? 100_000);
const FILE_BYTES = 4_000;
const CLASSES = 100;
const ROUNDS = 3;
const run = promisify(execFile);

interface Turn {
  readonly images: number;
  readonly seconds: number;
  readonly processor_seconds: number;
  readonly megabytes: number;
  readonly wholeSeconds: number;
}

export default async function bench(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-bench-'));
  try {
    const photos = join(folder, 'photos');
    writePhotos(photos);
    const python = process.env['REGATTA_BENCH_PEERS'];
    const peer = join(import.meta.dirname, 'peers/imageFolder.py');
    const script = join(import.meta.dirname, '../support/importFolder.ts');
    const ours = (how: string, project: string) => () => measured(process.execPath, [script, photos, project, how]);
    const turns = new Map<string, Turn[]>();
    for (let round = 0; round < ROUNDS; round++) {
      const project = (name: string) => join(folder, `${name}-${round}`);
      const contenders: [string, () => Promise<Turn>][] = [
        ['Regatta, by reference', ours('reference', project('referring'))],
        ...(python === undefined
          ? []
          : [['ImageFolder and hashlib', () => measured(python, [peer, photos])] as [string, () => Promise<Turn>]]),
        ['Regatta, again', ours('reference', project('referring'))],
        ['Regatta, stored as shards', ours('copy', project('copying'))],
      ];
      for (const [name, work] of contenders) turns.set(name, [...(turns.get(name) ?? []), await work()]);
      await rm(project('copying'), { recursive: true });
    }
    const rows = [...turns].map(([name, own]) => {
      const column = (value: (turn: Turn) => number) => median(own.map(value)).toFixed(2);
      const most = Math.max(...own.map(({ megabytes }) => megabytes)).toFixed(0);
      return `| ${name} | ${column((t) => t.seconds)} | ${column((t) => t.wholeSeconds)} | ${column((t) => t.processor_seconds)} | ${most} |`;
    });
    return [
      `${FILES} files of ${FILE_BYTES} bytes in ${CLASSES} classes, in the system's cache. Median of ${ROUNDS} rounds.`,
      '',
      '| who | s, once it is loaded | s, whole process | processor s | MB at most |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(program: string, args: string[]): Promise<Turn> {
  const began = performance.now();
  const { stdout } = await run(program, args);
  const turn = {
    ...(JSON.parse(stdout) as Omit<Turn, 'wholeSeconds'>),
    wholeSeconds: (performance.now() - began) / 1000,
  };
  if (turn.images !== FILES) throw new Error(`Expected ${FILES} images, ${program} found ${turn.images}.`);
  return turn;
}

/** Each begins as a JPEG does; more of it neither side looks at. */
function writePhotos(folder: string): void {
  const longAgo = new Date('2024-05-01T12:00:00Z');
  for (let label = 0; label < CLASSES; label++) mkdirSync(join(folder, `class-${label}`), { recursive: true });
  for (let i = 0; i < FILES; i++) {
    const path = join(folder, `class-${i % CLASSES}`, `photo-${i}.jpg`);
    const bytes = randomBytes(FILE_BYTES);
    bytes.set([0xff, 0xd8, 0xff, 0xe0]);
    writeFileSync(path, bytes);
    // A file that has only just been written is not remembered.
    utimesSync(path, longAgo, longAgo);
  }
}
