/** @file Assembles WebAssembly text into a TypeScript file that is committed, so that nobody needs the assembler to run it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import openWabt from 'wabt';

/** The bytes of a module. */
export async function assembleWat(source: string): Promise<Uint8Array> {
  const wabt = await openWabt();
  const module = wabt.parseWat(basename(source), readFileSync(source, 'utf8'), { simd: true });
  module.validate();
  return module.toBinary({}).buffer;
}

/** Writes a file that exports the module's bytes in base64 under a name. */
export async function writeWatModule(
  source: string,
  { file, name, writtenBy }: { file: string; name: string; writtenBy: string },
): Promise<void> {
  const base64 = Buffer.from(await assembleWat(source)).toString('base64');
  const lines = base64.match(/.{1,112}/g)!.map((line) => `  '${line}'`);
  const comment = `/** @file Written by ${writtenBy} from ${basename(source)}: do not edit. */`;
  writeFileSync(file, `${comment}\nexport const ${name} =\n${lines.join(' +\n')};\n`);
}
