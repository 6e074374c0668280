export { DatasetError } from './errors.ts';
export {
  DatasetAbout,
  HEADLINE_METRICS,
  PRETRAINING_RELATIONS,
  type HeadlineMetric,
  type PretrainingRelation,
} from './about.ts';
export {
  DatasetImage,
  DatasetManifest,
  DatasetShard,
  OFFICIAL_SPLITS,
  assertManifest,
  datasetHash,
  type OfficialSplit,
} from './manifest.ts';
export { summarizeDataset, type DatasetSummary } from './summary.ts';
export { type Split, type SplitRequest } from './split.ts';
export { datasetSplitter, type DatasetSplitter } from './datasetSplitter.ts';
export { shardImages, type ShardLimits, type Shardable } from './shards.ts';
export { tarFrame, tarLayout, writeTar, type TarEntry } from './tar.ts';
export {
  FINGERPRINT_BYTES,
  FINGERPRINT_SIDE,
  FINGERPRINT_VERSION,
  fingerprintPicture,
  isPlain,
} from './quality/pictureFingerprint.ts';
export { ORIENTATIONS, type Orientation } from './quality/orientation.ts';
export { exactDuplicates } from './quality/exactDuplicates.ts';
export { nearDuplicates, type Fingerprints } from './quality/nearDuplicates.ts';
export type { DuplicateLink } from './quality/duplicateLink.ts';
export {
  duplicateSets,
  type DuplicateCounts,
  type DuplicateMember,
  type DuplicateSet,
  type DuplicateSets,
  type DuplicateSide,
} from './quality/duplicateSets.ts';
export { imbalanceOf, type Imbalance } from './quality/imbalance.ts';
export { groupFolds } from './quality/groupFolds.ts';
export { groupsWithCopies } from './quality/groupsWithCopies.ts';
export {
  confidentLearning,
  type ConfidentLearning,
  type ConfidentLearningTask,
  type LabelSuspect,
} from './quality/confidentLearning.ts';
