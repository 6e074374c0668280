/** @file Real exported networks: those of test/golden/onnx, and more where the full fixtures lie beside the clone. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy, type NpyArray } from '@regatta/tensor';

const ROOT = join(import.meta.dirname, '../..');
const GOLDEN = join(ROOT, 'test/golden/onnx');
const FULL = join(ROOT, '../shared');

export interface GoldenModel {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A batch for its input `pixel_values`. */
  readonly input: NpyArray;
  /** Its output for that batch in float64 arithmetic. */
  readonly reference: NpyArray;
}

export const goldenModels: readonly GoldenModel[] = ['dino-legacy', 'dino-dynamo', 'resnet-legacy-bn'].map((name) => {
  const network = name.split('-')[0]!;
  const read = (file: string) => readFileSync(join(GOLDEN, file));
  return {
    name,
    bytes: read(`${name}.onnx`),
    input: decodeNpy(read(`${network}-input.npy`)),
    reference: decodeNpy(read(`${network}-reference.npy`)),
  };
});

/** Paths of all networks of the full fixtures; null where those are not. */
export const fullModels: readonly string[] | null = existsSync(FULL)
  ? [...globSync(join(FULL, 'fixtures/encoders/*/*.onnx')), ...globSync(join(FULL, 'data/encoders/*.onnx'))].sort()
  : null;

/** The folder of the full fixtures for encoders; null where it is not. */
export const encoderFixtures: string | null = existsSync(FULL) ? join(FULL, 'fixtures/encoders') : null;
