export { kMeans, kMeansFrom, type KMeansOptions, type KMeansTask } from './kmeans/kmeans.ts';
export { type LloydResult } from './kmeans/lloyd.ts';
