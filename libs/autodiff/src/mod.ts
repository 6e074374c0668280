export { backpropagate, type BackpropagateOptions, type Backpropagated } from './backpropagate.ts';
export type { DifferentiableOperator } from './rules.ts';
export { crossEntropy, unitGradient, type CrossEntropyOptions } from './crossEntropy.ts';
export { stepCoefficients, type Adam, type Optimizer, type Sgd } from './optimizer.ts';
export { cosineLearningRate, type CosineSchedule } from './learningRate.ts';
export { useBatchStatistics, type WithBatchStatistics } from './batchStatistics.ts';
export { trainingStep, type TrainedParameter, type TrainingStep, type TrainingStepOptions } from './trainingStep.ts';
export { trainingLoop, type TrainingLoop, type TrainingLoopOptions } from './trainingLoop.ts';
export { AutodiffError, MissingRuleError } from './errors.ts';
