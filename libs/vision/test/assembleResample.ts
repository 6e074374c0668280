/**
 * @file Assembles src/resample.wat to src/resampleModule.ts: `node libs/vision/test/assembleResample.ts`. A test assembles
 * it again and compares.
 */
import { join } from 'node:path';
import { assembleWat, writeWatModule } from '../../../test/support/webAssemblyText.ts';

const SOURCE = join(import.meta.dirname, '../src/resample.wat');

/** The bytes of the WebAssembly module that src/resample.wat describes. */
export function assembleResample(): Promise<Uint8Array> {
  return assembleWat(SOURCE);
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '../src/resampleModule.ts');
  await writeWatModule(SOURCE, { file, name: 'RESAMPLE_MODULE_BASE64', writtenBy: 'test/assembleResample.ts' });
}
