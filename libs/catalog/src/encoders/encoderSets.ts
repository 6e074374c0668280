/** @file Encoders by the name of a set, `sets.yaml` of the registry: what is pulled together, and what `race` fetches by itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EncoderName } from '@regatta/encoders';
import { z } from 'zod';
import { CatalogError, errorCode, messageOf } from '../errors.ts';
import { parseYaml } from './manifestFile.ts';

export const SETS_FILE = 'sets.yaml';
/** The set that `race` and `demo` pull when they can. */
export const DEFAULT_SET = 'small';

const EncoderSet = z.strictObject({
  /** Why these. */
  reason: z.string().min(1),
  encoders: z.array(EncoderName).min(1),
});
export type EncoderSet = z.infer<typeof EncoderSet>;
const SetsFile = z.strictObject({ version: z.literal(1), sets: z.record(EncoderName, EncoderSet) });

/** @param folder the registry; one without the file has no sets @param known names of its encoders @throws {CatalogError} */
export async function readEncoderSets(
  folder: string,
  known: readonly string[],
): Promise<ReadonlyMap<string, EncoderSet>> {
  const path = join(folder, SETS_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new CatalogError(`Cannot read ${path}: ${messageOf(cause)}.`, { cause });
  });
  if (text === null) return new Map();
  const { sets } = parseYaml(text, { path, schema: SetsFile, keys: Object.keys(SetsFile.shape) });
  for (const [name, { encoders }] of Object.entries(sets)) {
    const missing = encoders.find((encoder) => !known.includes(encoder));
    if (missing !== undefined)
      throw new CatalogError(`The set "${name}" of ${path} names "${missing}", which the registry does not have.`);
    if (known.includes(name)) throw new CatalogError(`The set "${name}" of ${path} is called like an encoder.`);
  }
  return new Map(Object.entries(sets));
}
