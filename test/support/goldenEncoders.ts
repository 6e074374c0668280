/** @file The committed reference encoders: thirteen architectures by two exporters, with what PyTorch computes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { decodeNpy, type NpyArray } from '@regatta/tensor';

const FOLDER = join(import.meta.dirname, '../golden/encoders');

export interface GoldenEncoder {
  /** `dino/legacy.onnx` */
  readonly title: string;
  readonly architecture: string;
  readonly weights: Uint8Array;
  readonly input: Pick<NpyArray, 'shape' | 'data'> & { readonly name: string };
  readonly mainTap: string;
  /** Each of its taps for that input, [2, d]. */
  readonly taps: ReadonlyMap<string, readonly number[]>;
}

interface Golden {
  readonly input: string;
  readonly bytes: Readonly<Record<string, number>>;
  readonly mainTap: string;
  readonly taps: Readonly<Record<string, readonly number[]>>;
}

export function goldenEncoders(): GoldenEncoder[] {
  const golden = JSON.parse(readFileSync(join(FOLDER, 'golden.json'), 'utf8')) as Record<string, Golden>;
  return Object.entries(golden).flatMap(([architecture, { input: name, bytes, mainTap, taps }]) => {
    const networks = brotliDecompressSync(readFileSync(join(FOLDER, architecture, 'networks.br')));
    const { shape, data } = decodeNpy(readFileSync(join(FOLDER, architecture, 'input.npy')));
    let offset = 0;
    return Object.entries(bytes).map(([file, length]) => ({
      title: `${architecture}/${file}`,
      architecture,
      weights: networks.subarray(offset, (offset += length)),
      input: { name, shape, data },
      mainTap,
      taps: new Map(Object.entries(taps)),
    }));
  });
}
