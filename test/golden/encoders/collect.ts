/**
 * @file Collects this folder from the full reference fixtures beside the clone: `node test/golden/encoders/collect.ts`.
 * The two exports of one network hold the same weights, and noise cannot be compressed: behind each other in one Brotli
 * stream, the second costs nearly nothing.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { decodeNpy, encodeNpy } from '@regatta/tensor';
import { readSafetensors } from '../../support/safetensors.ts';

const SOURCE = join(import.meta.dirname, '../../../../shared/fixtures/encoders');
const EXPORTS = ['legacy.onnx', 'dynamo.onnx'];
/** Of the batch of four: one more than a batch of one, which some exports are good for alone. */
const ROWS = 2;

const golden: Record<string, object> = {};
for (const { name } of readdirSync(SOURCE, { withFileTypes: true })) {
  const folder = join(SOURCE, name);
  const meta = readMeta(folder);
  if (meta === null) continue;
  mkdirSync(join(import.meta.dirname, name), { recursive: true });
  const networks = EXPORTS.map((file) => readFileSync(join(folder, file)));
  const packed = brotliCompressSync(Buffer.concat(networks), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
  });
  writeFileSync(join(import.meta.dirname, name, 'networks.br'), packed);
  const { dtype, shape, data } = decodeNpy(readFileSync(join(folder, 'input.npy')));
  const [rows, ...each] = shape as [number, ...number[]];
  const first = data.subarray(0, (data.length / rows) * ROWS);
  writeFileSync(join(import.meta.dirname, name, 'input.npy'), encodeNpy({ dtype, shape: [ROWS, ...each], data: first }));
  const reference = readSafetensors(join(folder, 'reference.safetensors'));
  golden[name] = {
    model: meta.model,
    input: meta.input.name,
    bytes: Object.fromEntries(EXPORTS.map((file, i) => [file, networks[i]!.length])),
    mainTap: meta.main_tap,
    taps: Object.fromEntries(
      Object.keys(meta.taps).map((tap) => {
        const stored = reference.get(`${tap}.f64`)!;
        return [tap, [...stored.data.subarray(0, (stored.data.length / stored.shape[0]!) * ROWS)]];
      }),
    ),
  };
}
writeFileSync(join(import.meta.dirname, 'golden.json'), `${JSON.stringify(golden)}\n`);

interface Meta {
  readonly model: string;
  readonly input: { readonly name: string };
  readonly taps: Readonly<Record<string, unknown>>;
  readonly main_tap: string;
}

/** null: no folder of an encoder. */
function readMeta(folder: string): Meta | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
  } catch {
    return null;
  }
}
