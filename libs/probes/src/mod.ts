export { expectFeatures } from './checkTask.ts';
export { ProbeEngine, type Breathe, type ProbeEngineOptions } from './engine.ts';
export { knn, type KnnResult, type KnnSet, type KnnTask, type KnnVote } from './knn.ts';
export { searchNeighbours, type NeighbourBlock, type NeighbourTask } from './neighbours.ts';
export type { NeighbourMetric } from './nearnessSpace.ts';
export { LogisticRegression, type LogisticFit, type LogisticOptions, type LogisticTask } from './logisticRegression.ts';
export { predictLogistic, prepareRows, type LogisticPrediction, type PreparedRows } from './logisticPrediction.ts';
export { crossPredict, type CrossPredictTask, type CrossPrediction } from './crossPredict.ts';
export { chooseC, type ChosenC, type TriedC, type Validation } from './chooseC.ts';
export type { FeatureScaling } from './rowTransform.ts';
export { classDirections, zeroShot, type ZeroShotResult, type ZeroShotTask } from './zeroShot.ts';
export { crossValidateC, stratifiedFolds, type CrossValidated, type CrossValidationTask } from './crossValidation.ts';
export {
  chooseTipAdapter,
  tipAdapter,
  type TipAdapterChoice,
  type TipAdapterTask,
  type TipAdapterWeights,
} from './heads/tipAdapter.ts';
export { nearestClassMean, type NearestClassMeanTask } from './heads/nearestClassMean.ts';
export { Ridge, predictRidge, type RidgeFit, type RidgeTask } from './heads/ridge.ts';
export {
  fitLinearProbe,
  type LinearProbeFit,
  type LinearProbeOptions,
  type LinearProbeTask,
} from './heads/linearProbe.ts';
