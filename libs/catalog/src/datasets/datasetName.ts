/** @file Names of datasets: what a person gave, or one made from the folder's. */
import { Name } from '@regatta/jobs';
import { CatalogError } from '../errors.ts';

/** The dataset that Regatta makes itself; no folder may have its name. */
export const EMOJI_DRIFT = 'emoji-drift';

/** A name that a person gives to a folder. @throws {CatalogError} */
export function checkDatasetName(name: string): string {
  if (name === EMOJI_DRIFT) {
    throw new CatalogError(`The name ${EMOJI_DRIFT} belongs to the dataset of the demo. Give another name.`);
  }
  const parsed = Name.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new CatalogError(`The name "${name}" cannot be a dataset's. ${parsed.error.issues[0]!.message}.`);
}

/** The folder's own name as far as names of datasets allow: "Été 2024" becomes `Ete-2024`. */
export function datasetNameOf(folderName: string): string {
  const name = folderName
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^A-Za-z0-9._+@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 100);
  return name === '' ? 'images' : name;
}
