/**
 * @file What is known of a dataset's duplicates, as an object of the store beside the dataset: links between images, and
 * what they were found by. It says nothing of splits and labels, which follow from the manifest.
 */
import { getIfThere, type Blobs } from '@regatta/blobs';
import { FINGERPRINT_VERSION, type DuplicateLink } from '@regatta/datasets';
import { z } from 'zod';
import { CatalogError } from '../../errors.ts';

const Position = z.int().min(0);

const Link = z.strictObject({
  a: Position,
  b: Position,
  evidence: z.enum(['bytes', 'picture', 'features']),
  orientation: z.int().min(0).max(7),
  similarity: z.number(),
}) satisfies z.ZodType<DuplicateLink>;

export const DuplicateEvidence = z.strictObject({
  version: z.literal(1),
  /** Whose features were compared, beside pixels; null when none were. */
  encoder: z
    .strictObject({
      name: z.string(),
      /** Of the feature set: encoder and provider. */
      featureSet: z.string(),
      provider: z.string(),
      /** Least cosine of centred features. */
      cosine: z.number(),
    })
    .nullable(),
  /** Images that cannot be decoded: their copies are found by equal bytes alone. */
  unreadable: z.array(Position),
  /** Images with nothing on them to recognise them by. */
  plain: z.array(Position),
  links: z.array(Link),
});
export type DuplicateEvidence = z.infer<typeof DuplicateEvidence>;

const folderOf = (datasetHash: string) => `quality/${datasetHash}/duplicates-${FINGERPRINT_VERSION}`;

function keyOf(datasetHash: string, encoder: DuplicateEvidence['encoder']): string {
  const by = encoder === null ? 'pictures' : `${encoder.featureSet}-${encoder.cosine}`;
  return `${folderOf(datasetHash)}/${by}.json`;
}

/** Null when nobody has looked so. @throws {CatalogError} the object is of another version */
export async function readDuplicates(
  blobs: Blobs,
  datasetHash: string,
  encoder: DuplicateEvidence['encoder'],
): Promise<DuplicateEvidence | null> {
  return readObject(blobs, keyOf(datasetHash, encoder));
}

/**
 * The best of what is known: with features before without, of these by the strictest cosine, which somebody may have
 * loosened to look around; null when nobody has looked.
 */
export async function knownDuplicates(blobs: Blobs, datasetHash: string): Promise<DuplicateEvidence | null> {
  const known: DuplicateEvidence[] = [];
  for await (const { key } of blobs.list(`${folderOf(datasetHash)}/`)) {
    const evidence = await readObject(blobs, key);
    if (evidence !== null) known.push(evidence);
  }
  const strictness = ({ encoder }: DuplicateEvidence) => encoder?.cosine ?? 0;
  known.sort((a, b) => strictness(b) - strictness(a) || b.links.length - a.links.length);
  return known[0] ?? null;
}

export async function writeDuplicates(blobs: Blobs, datasetHash: string, evidence: DuplicateEvidence): Promise<void> {
  await blobs.put(keyOf(datasetHash, evidence.encoder), new TextEncoder().encode(JSON.stringify(evidence)));
}

async function readObject(blobs: Blobs, key: string): Promise<DuplicateEvidence | null> {
  const bytes = await getIfThere(blobs, key);
  if (bytes === null) return null;
  const parsed = DuplicateEvidence.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data;
  throw new CatalogError(
    `The object ${key} in ${blobs.url} is not what Regatta wrote there (${z.prettifyError(parsed.error)}). Remove it and run \`regatta datasets duplicates\` again.`,
    { cause: parsed.error },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
