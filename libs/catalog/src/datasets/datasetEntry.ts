/** @file What `catalog.json` says of a dataset. */
import { Sha256 } from '@regatta/jobs';
import { z } from 'zod';

export const DatasetEntry = z.strictObject({
  hash: Sha256,
  /** The layout it was read by, or `emoji-drift`. */
  kind: z.string().min(1),
  /** What the import read: the folder's path, the bucket's address, or the versions of the packages. Another source must not take the name. */
  source: z.string().min(1),
  /** Address of the object store that it was imported to: another one can have it from there. */
  store: z.string().min(1).optional(),
});
export type DatasetEntry = z.infer<typeof DatasetEntry>;
