/**
 * @file Assembles src/kernels.wat to src/kernelsModule.ts: `node libs/probes/test/assembleKernels.ts`. A test assembles it
 * again and compares.
 */
import { join } from 'node:path';
import { assembleWat, writeWatModule } from '../../../test/support/webAssemblyText.ts';

const SOURCE = join(import.meta.dirname, '../src/kernels.wat');

/** The bytes of the WebAssembly module that src/kernels.wat describes. */
export function assembleKernels(): Promise<Uint8Array> {
  return assembleWat(SOURCE);
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '../src/kernelsModule.ts');
  await writeWatModule(SOURCE, { file, name: 'KERNELS_MODULE_BASE64', writtenBy: 'test/assembleKernels.ts' });
}
