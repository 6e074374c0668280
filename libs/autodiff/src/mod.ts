export { backpropagate, type BackpropagateOptions, type Backpropagated } from './backpropagate.ts';
export type { DifferentiableOperator } from './rules.ts';
export { AutodiffError, MissingRuleError } from './errors.ts';
