export { InputError, type InputFault } from './errors.ts';
export { accuracy, countRight, groupAccuracy, topKAccuracy, type GroupAccuracy } from './accuracy.ts';
export {
  confusionMatrix,
  macroAccuracy,
  macroF1,
  perClass,
  weightedF1,
  type ClassCounts,
  type ConfusionMatrix,
} from './confusionMatrix.ts';
export { LEVEL, macroAccuracyInterval, shareInterval, wilsonInterval, type Interval } from './interval.ts';
export { type Probabilities } from './probabilities.ts';
export { brierScore, calibrationError, logLoss } from './calibration.ts';
export { averagePrecision, oneVsRestAuc, rocAuc, type OneVsRestAuc } from './rocAuc.ts';
export {
  bootstrap,
  clusteredResampler,
  percentileInterval,
  plainResampler,
  stratifiedResampler,
  type BootstrapOptions,
  type BootstrapResult,
  type Resampler,
} from './bootstrap.ts';
export {
  accuracyDifferences,
  pairedAccuracies,
  pairedDifference,
  type PairedAccuracies,
  type PairedDifference,
} from './pairedBootstrap.ts';
export { holm, mcNemar, type McNemar } from './tests.ts';
export { pairedTests, ranksOf, type PairedTest, type ScoredModels } from './pairedTests.ts';
export { friedman, indistinguishable, nemenyiCriticalDifference, nemenyiP, type Friedman } from './friedman.ts';
export { averageRanks, kendall, spearman } from './ranks.ts';
export { ResampledScores } from './resampledScores.ts';
export { scoreCard, type Resamples, type Score } from './scoreCard.ts';
export { LOWER_IS_BETTER, SCORES, type ScoreName, type ScoredAnswers } from './scores.ts';
export { type Labelings } from './contingency.ts';
export { adjustedRandIndex, fowlkesMallows } from './pairCounting.ts';
export { informationScores, type InformationScores } from './mutualInformation.ts';
export { trustworthiness } from './trustworthiness.ts';
export { euclideanDistances, keptDistances, silhouette, silhouetteRows, type DistanceRows } from './silhouette.ts';
