/** @file What `catalog.json` says of a dataset. */
import { Sha256 } from '@regatta/jobs';
import { z } from 'zod';

export const DatasetEntry = z.strictObject({
  hash: Sha256,
  kind: z.enum(['image-folder', 'emoji-drift']),
  /** What the import read: the folder's path, or the versions of the packages. Another source must not take the name. */
  source: z.string().min(1),
});
export type DatasetEntry = z.infer<typeof DatasetEntry>;
