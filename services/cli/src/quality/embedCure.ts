/** @file What to say where a command needs features that nobody has computed yet. */
import type { Catalog, FeatureSource } from '@regatta/catalog';
import { didYouMean } from '@regatta/jobs';

/** One sentence of what is missing, one of how to get it. */
export async function embedCure(
  catalog: Catalog,
  { name, encoder, embedded }: { name: string; encoder: string; embedded: readonly FeatureSource[] },
): Promise<string> {
  const known = (await catalog.encoders()).map((entry) => entry.name);
  const names = embedded.map((source) => source.encoder);
  if (!known.includes(encoder) && !names.includes(encoder))
    return `There is no encoder "${encoder}". ${didYouMean(encoder, [...new Set([...names, ...known])])}`;
  const entry = (await catalog.datasets()).find((dataset) => dataset.name === name);
  const race = `\`regatta race ${entry?.source ?? 'FOLDER'} --name ${name} --encoders ${encoder} --methods knn\``;
  const others =
    names.length === 0 ? 'no encoder has any' : `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'}`;
  return (
    `There are no features of ${encoder} for all images of ${name} (${others}). ` +
    `${race} computes them, or \`regatta launch\` with a sweep of both.`
  );
}
