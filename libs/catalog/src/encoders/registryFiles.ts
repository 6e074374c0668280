/** @file The encoders that Regatta knows by name before anyone has added one: `models/manifests/NAME.yaml`. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RegisteredEncoder } from '@regatta/encoders';
import { CatalogError, messageOf } from '../errors.ts';
import { SETS_FILE } from './encoderSets.ts';
import { parseYaml } from './manifestFile.ts';

/** Comes with Regatta. */
export const REGISTRY_FOLDER = fileURLToPath(new URL('../../../../models/manifests/', import.meta.url));

const KEYS = Object.keys(RegisteredEncoder.shape);

/** Sorted by name. @throws {CatalogError} a file with mistakes, or one that is not called as its encoder is */
export async function readRegistry(folder: string = REGISTRY_FOLDER): Promise<RegisteredEncoder[]> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new CatalogError(`Cannot read the registry of encoders ${folder}: ${messageOf(cause)}.`, { cause });
  });
  const manifests = files.filter((file) => file.endsWith('.yaml') && file !== SETS_FILE).sort();
  return Promise.all(
    manifests.map(async (file) => {
      const path = join(folder, file);
      const entry = parseYaml(await readFile(path, 'utf8'), { path, schema: RegisteredEncoder, keys: KEYS });
      if (`${entry.name}.yaml` === file) return entry;
      throw new CatalogError(`The encoder of ${path} is called "${entry.name}": expected the name of its file.`);
    }),
  );
}
