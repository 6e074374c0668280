export { kMeans, kMeansFrom, type KMeansOptions, type KMeansTask } from './kmeans/kmeans.ts';
export { chooseK, type ChooseKOptions, type ChosenK, type TriedK } from './kmeans/chooseK.ts';
export { type LloydResult } from './kmeans/lloyd.ts';
export {
  UMAP_SETTINGS,
  layOut,
  umap,
  umapTransform,
  type Umap,
  type UmapSettings,
  type UmapTools,
} from './umap/umap.ts';
export { neighbourGraph, type Neighbours, type UmapMetric } from './umap/neighbourGraph.ts';
