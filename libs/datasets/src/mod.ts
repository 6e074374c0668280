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
  datasetHash,
  type OfficialSplit,
} from './manifest.ts';
export { summarizeDataset, type DatasetSummary } from './summary.ts';
export { splitHash, type FewShotRequest, type Split } from './split.ts';
export { datasetSplitter, fewShotSplit, type DatasetSplitter } from './fewShotSplit.ts';
export { shardImages, type ShardLimits, type Shardable } from './shards.ts';
export { tarLayout, writeTar, type TarEntry } from './tar.ts';
