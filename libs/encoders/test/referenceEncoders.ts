/** @file The tiny reference encoders of the full fixtures: 12 architectures by two exporters, with what PyTorch computes. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy } from '@regatta/tensor';

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/encoders');

export interface ReferenceEncoder {
  readonly title: string;
  readonly weights: Uint8Array;
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array };
  readonly mainTap: string;
  /** Each of its taps for that input, [batch, d]. */
  readonly taps: ReadonlyMap<string, Float32Array>;
}

export const hasReferenceEncoders = existsSync(FOLDER);

/** Image encoders only: text goes in by another way. */
export function referenceEncoders(): ReferenceEncoder[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(FOLDER, entry.name, 'meta.json')))
    .filter(({ name }) => name !== 'clip-text')
    .flatMap(({ name }) => {
      const folder = join(FOLDER, name);
      const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as {
        files: Record<string, string>;
        input: { name: string };
        taps: Record<string, unknown>;
        main_tap: string;
      };
      const { shape, data } = decodeNpy(readFileSync(join(folder, 'input.npy')));
      const tensors = readSafetensors(readFileSync(join(folder, 'reference.safetensors')));
      return Object.keys(meta.files).map((file) => ({
        title: `${name}/${file}`,
        weights: readFileSync(join(folder, file)),
        input: { name: meta.input.name, shape, data: data as Float32Array },
        mainTap: meta.main_tap,
        taps: new Map(Object.keys(meta.taps).map((tap) => [tap, tensors(tap)])),
      }));
    });
}

/** A reader of float32 tensors by name (https://huggingface.co/docs/safetensors). */
function readSafetensors(bytes: Uint8Array): (name: string) => Float32Array {
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes))) as Record<
    string,
    { dtype: string; data_offsets: [number, number] }
  >;
  return (name) => {
    const { dtype, data_offsets: offsets } = header[name]!;
    if (dtype !== 'F32') throw new Error(`Expected F32 for ${name}, got ${dtype}.`);
    const [from, to] = offsets.map((offset) => 8 + headerBytes + offset) as [number, number];
    // Copied, since floats must lie aligned; `slice` of a Buffer would be a view.
    return new Float32Array(new Uint8Array(bytes.subarray(from, to)).buffer);
  };
}
