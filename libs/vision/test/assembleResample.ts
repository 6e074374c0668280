/**
 * @file Assembles src/resample.wat to src/resampleModule.ts: `node libs/vision/test/assembleResample.ts`. The module is
 * committed, so that nobody needs the assembler to run it; a test assembles it again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openWabt from 'wabt';

const SOURCE = join(import.meta.dirname, '../src/resample.wat');
const MODULE = join(import.meta.dirname, '../src/resampleModule.ts');

/** The bytes of the WebAssembly module that src/resample.wat describes. */
export async function assembleResample(): Promise<Uint8Array> {
  const wabt = await openWabt();
  const module = wabt.parseWat('resample.wat', readFileSync(SOURCE, 'utf8'), { simd: true });
  module.validate();
  return module.toBinary({}).buffer;
}

if (import.meta.main) {
  const base64 = Buffer.from(await assembleResample()).toString('base64');
  const lines = base64.match(/.{1,112}/g)!.map((line) => `  '${line}'`);
  const comment = '/** @file Written by test/assembleResample.ts from resample.wat: do not edit. */';
  writeFileSync(MODULE, `${comment}\nexport const RESAMPLE_MODULE_BASE64 =\n${lines.join(' +\n')};\n`);
}
