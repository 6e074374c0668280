/** @file Reads the `.safetensors` files of the fixtures: a JSON header with offsets, then the numbers. */
import { readFileSync } from 'node:fs';

export interface Stored {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Every tensor of float32 or float64 in the file, by name. */
export function readSafetensors(path: string): Map<string, Stored> {
  const file = readFileSync(path);
  const headerBytes = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerBytes)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const stored = new Map<string, Stored>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { buffer } = new Uint8Array(file.subarray(8 + headerBytes + offsets[0], 8 + headerBytes + offsets[1]));
    if (dtype === 'F64') stored.set(name, { shape, data: new Float64Array(buffer) });
    else if (dtype === 'F32') stored.set(name, { shape, data: new Float32Array(buffer) });
    else throw new Error(`${path}: ${name} is ${dtype}, expected F32 or F64.`);
  }
  return stored;
}
