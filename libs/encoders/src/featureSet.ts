/** @file Where the features of a shard of images lie in the object store, for whoever writes or reads them. */
import { canonicalHash } from '@regatta/tensor';

/** The 64 hex digits that name features: everything that decides them, the provider included, but the images. */
export function featureSetHash(encoder: { readonly hash: string }, provider: string): string {
  return canonicalHash({ version: 1, encoder: encoder.hash, provider });
}

export function featuresKey(featureSet: string, shardSha256: string): string {
  return `features/${featureSet}/${shardSha256}.npy`;
}
