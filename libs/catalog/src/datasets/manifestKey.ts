/** @file Where a dataset lies in the object store. */

/** The manifest is written last: where it is, the dataset is whole. */
export function manifestKey(name: string, hash: string): string {
  return `datasets/${name}/${hash}/manifest.json`;
}

/** Shards are named by their content, so that a dataset with one more image shares all others with the one before. */
export function shardKey(name: string, sha256: string): string {
  return `datasets/${name}/shards/${sha256}.tar`;
}
