/** @file The table: how gradients pass through each operator. */
import type { OperatorName } from '@regatta/onnx';
import type { RuleTable } from './rule.ts';
import { ACTIVATION } from './rules/activation.ts';
import { ARITHMETIC } from './rules/arithmetic.ts';
import { CONVOLUTION } from './rules/convolution.ts';
import { INDEXING } from './rules/indexing.ts';
import { LINEAR } from './rules/linear.ts';
import { LOSS } from './rules/loss.ts';
import { MOVEMENT } from './rules/movement.ts';
import { NORMALIZATION } from './rules/normalization.ts';
import { POOLING } from './rules/pooling.ts';
import { QUANTIZATION } from './rules/quantization.ts';
import { REDUCTION } from './rules/reduction.ts';
import { RESIZE } from './rules/resize.ts';

export const RULES = {
  ...ARITHMETIC,
  ...ACTIVATION,
  ...LINEAR,
  ...MOVEMENT,
  ...INDEXING,
  ...REDUCTION,
  ...CONVOLUTION,
  ...POOLING,
  ...RESIZE,
  ...NORMALIZATION,
  ...LOSS,
  ...QUANTIZATION,
} satisfies RuleTable;

/** An operator that gradients pass through. */
export type DifferentiableOperator = keyof typeof RULES;

/** Operators whose result does not change when an input changes a little, or is no number: no gradient passes. */
export const WITHOUT_GRADIENT: ReadonlySet<string> = new Set<OperatorName>([
  ...(['And', 'ArgMax', 'ArgMin', 'Bernoulli', 'BitShift', 'Ceil', 'Constant', 'ConstantOfShape', 'Equal'] as const),
  ...(['EyeLike', 'Floor', 'Greater', 'GreaterOrEqual', 'IsInf', 'IsNaN', 'Less', 'LessOrEqual', 'NonZero'] as const),
  ...(['Not', 'OneHot', 'Or', 'RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike'] as const),
  ...(['Range', 'Round', 'Shape', 'Sign', 'Size', 'Xor'] as const),
]);

/** Outputs that a rule reads and that a file may leave out: the node is asked for them. */
export const OUTPUTS_NEEDED: Readonly<Partial<Record<DifferentiableOperator, number>>> = {
  LayerNormalization: 3,
  MaxPool: 2,
};
