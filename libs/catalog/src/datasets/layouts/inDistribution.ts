/** @file Which domain is trained on, where the data does not say. */
import { CatalogError } from '../../errors.ts';
import type { LayoutChoice, PlacedFile } from './layout.ts';

const LARGEST = 'auto';
const ALL = 'all';

export const IN_DISTRIBUTION_CHOICE: LayoutChoice = {
  meaning: `the domain that is trained on: its name, \`${ALL}\` for every domain, or \`${LARGEST}\``,
  values: null,
};

/**
 * The chosen domain; by itself the only one with training images, else the one with most images.
 * @param choice a domain's name, `all`, or '' and `auto` for the default
 * @throws {CatalogError} there is no such domain.
 */
export function chooseInDistribution(
  domains: readonly string[],
  files: readonly PlacedFile[],
  choice: string,
): { name: string | null; note: string } {
  if (choice === ALL) return { name: null, note: 'All domains are trained on.' };
  if (choice !== '' && choice !== LARGEST) {
    if (domains.includes(choice)) return { name: choice, note: `The domain ${choice} is trained on, as was chosen.` };
    throw new CatalogError(
      `Expected one of the domains ${domains.join(', ')}, ${ALL} or ${LARGEST} for in-distribution, got ${choice}.`,
    );
  }
  const others = '`--choose in-distribution=NAME` takes another, `=all` every one';
  const trained = domains.filter((name) => files.some(({ domain, split }) => domain === name && split === 'train'));
  if (trained.length === 1)
    return {
      name: trained[0]!,
      note: `The domain ${trained[0]} is trained on: only it has training images (${others}).`,
    };
  const counts = new Map<string, number>();
  for (const { domain } of files) counts.set(domain ?? '', (counts.get(domain ?? '') ?? 0) + 1);
  const name = domains.reduce((best, other) => ((counts.get(other) ?? 0) > (counts.get(best) ?? 0) ? other : best));
  return { name, note: `The domain ${name} is trained on: it has most images (${others}).` };
}
