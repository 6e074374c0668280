/**
 * @file Assembles src/jpeg.wat and src/resample.wat to src/jpegModule.ts and src/resampleModule.ts:
 * `node libs/vision/test/assembleKernels.ts`. A test assembles them again and compares.
 */
import { join } from 'node:path';
import { assembleWat, writeWatModule } from '../../../test/support/webAssemblyText.ts';

const SOURCES = join(import.meta.dirname, '../src');

/** The bytes of the WebAssembly module that a file in src describes. */
export function assembleKernel(name: 'jpeg' | 'resample'): Promise<Uint8Array> {
  return assembleWat(join(SOURCES, `${name}.wat`));
}

if (import.meta.main) {
  for (const name of ['jpeg', 'resample']) {
    await writeWatModule(join(SOURCES, `${name}.wat`), {
      file: join(SOURCES, `${name}Module.ts`),
      name: `${name.toUpperCase()}_MODULE_BASE64`,
      writtenBy: 'test/assembleKernels.ts',
    });
  }
}
