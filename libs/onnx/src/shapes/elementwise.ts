/** @file Operators that treat each element by itself: the result has the shape of the input, or that of broadcasting. */
import type { DataType } from '../dataType.ts';
import { dataTypeOfCode } from '../dataType.ts';
import type { Dimension } from '../model.ts';
import { broadcast, plus, times } from './dimension.ts';
import { fact, fixed, type Fact } from './fact.ts';
import { alignedIndices } from './indices.ts';
import type { NodeView, ShapeRule, ShapeRules } from './nodeView.ts';

/** Type and shape of the first input. */
export const likeFirst: ShapeRule = (node) => [withoutElements(node.input(0))];

function withoutElements(of: Fact | undefined): Fact | undefined {
  return of && { dtype: of.dtype, shape: of.shape };
}

type ElementFunction = (...elements: Dimension[]) => Dimension;

/** The broadcast shape, the type of the first input that is known unless given, and elements where they can be computed. */
function elementwise(compute: ElementFunction | null, dtype?: DataType, typedBy = 0): ShapeRule {
  return (node) => {
    const { inputs } = node;
    const type = dtype ?? inputs[typedBy]?.dtype ?? inputs.find((input) => input !== undefined)?.dtype;
    if (type === undefined) return [];
    const shapes = inputs.map((input) => input?.shape ?? null);
    if (!shapes.every((shape) => shape !== null)) return [fact(type, null)];
    const shape = broadcast(shapes);
    if (shape === undefined) throw node.fault('the shapes do not broadcast');
    return [fact(type, shape, compute === null ? undefined : computeElements(node, shape, type, compute))];
  };
}

function computeElements(node: NodeView, shape: readonly Dimension[], dtype: DataType, compute: ElementFunction) {
  const out = fixed(shape);
  const inputs = node.inputs.map((input) => ({ elements: input?.elements, shape: fixed(input?.shape) }));
  if (out === null || inputs.some(({ elements, shape }) => elements === undefined || shape === null)) return undefined;
  const indices = inputs.map(({ shape }) => alignedIndices(shape!, out));
  const count = out.reduce((size, n) => size * n, 1);
  return Array.from({ length: count }, (_, i) =>
    rounded(compute(...inputs.map(({ elements }, k) => elements![indices[k]![i]!]!)), dtype),
  );
}

/** As the type stores it. */
function rounded(element: Dimension, dtype: DataType): Dimension {
  if (typeof element !== 'number') return element;
  if (dtype === 'float32') return Math.fround(element);
  return dtype === 'float64' ? element : Math.trunc(element);
}

/** Applies to numbers; a symbol or an unknown element makes the result unknown. */
const onNumbers =
  (compute: (...numbers: number[]) => number): ElementFunction =>
  (...elements) =>
    elements.every((element) => typeof element === 'number') ? compute(...elements) : null;

const compare =
  (decide: (a: number, b: number) => boolean): ElementFunction =>
  (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return Number(decide(a, b));
    // A length is never negative, so that a test for -1 is decided.
    if (typeof a === 'string' && typeof b === 'number' && b < 0) return Number(decide(1, b));
    if (typeof a === 'number' && a < 0 && typeof b === 'string') return Number(decide(a, 1));
    return null;
  };

const equal: ElementFunction = (a, b) => (typeof a === 'string' && a === b ? 1 : compare((x, y) => x === y)(a, b));

/** Exact for whole numbers; a symbol survives only what leaves it as it is. */
const divide: ElementFunction = (a, b) => (b === 1 ? a : onNumbers((x, y) => x / y)(a, b));

const float = (compute: (x: number) => number) => elementwise(onNumbers(compute));

/** One input, or a first input that decides. */
const UNARY = [
  ...(['Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'BitwiseNot', 'Celu', 'Clip', 'Cos', 'Cosh'] as const),
  ...(['CumSum', 'Elu', 'Erf', 'Exp', 'Gelu', 'GroupNormalization', 'HardSigmoid', 'HardSwish', 'Hardmax'] as const),
  ...(['InstanceNormalization', 'LRN', 'LeakyRelu', 'Log', 'LogSoftmax', 'LpNormalization', 'Mish', 'PRelu'] as const),
  ...(['MeanVarianceNormalization', 'Reciprocal', 'Relu', 'ReverseSequence', 'Selu', 'Shrink', 'Sigmoid'] as const),
  ...(['Sign', 'Sin', 'Sinh', 'Softmax', 'Softplus', 'Softsign', 'Tan', 'Tanh', 'ThresholdedRelu'] as const),
  ...(['Trilu'] as const),
] as const;

export const ELEMENTWISE: ShapeRules = {
  ...Object.fromEntries(UNARY.map((op) => [op, likeFirst])),
  Identity: (node) => [node.input(0)],
  Abs: float(Math.abs),
  Neg: float((x) => -x),
  Ceil: float(Math.ceil),
  Floor: float(Math.floor),
  Round: likeFirst,
  Sqrt: float(Math.sqrt),
  Not: elementwise(onNumbers((x) => Number(x === 0))),
  Add: elementwise((a, b) => plus(a, b)),
  Sub: elementwise((a, b) => (b === 0 ? a! : onNumbers((x, y) => x - y)(a, b))),
  Mul: elementwise((a, b) => times(a, b)),
  Div: elementwise(divide),
  Mod: (node) => {
    const isTruncated = node.attributes('Mod').fmod === 1;
    return elementwise(onNumbers((x, y) => (isTruncated ? x % y : ((x % y) + y) % y)))(node);
  },
  Pow: elementwise(onNumbers((x, y) => x ** y)),
  BitShift: elementwise(null),
  BitwiseAnd: elementwise(null),
  BitwiseOr: elementwise(null),
  BitwiseXor: elementwise(null),
  Max: elementwise(onNumbers(Math.max)),
  Min: elementwise(onNumbers(Math.min)),
  Sum: elementwise(null),
  Mean: elementwise(null),
  And: elementwise(
    onNumbers((a, b) => a * b),
    'bool',
  ),
  Or: elementwise(
    onNumbers((a, b) => Math.max(a, b)),
    'bool',
  ),
  Xor: elementwise(
    onNumbers((a, b) => Number(a !== b)),
    'bool',
  ),
  Equal: elementwise(equal, 'bool'),
  Greater: elementwise(
    compare((a, b) => a > b),
    'bool',
  ),
  GreaterOrEqual: elementwise(
    compare((a, b) => a >= b),
    'bool',
  ),
  Less: elementwise(
    compare((a, b) => a < b),
    'bool',
  ),
  LessOrEqual: elementwise(
    compare((a, b) => a <= b),
    'bool',
  ),
  IsNaN: (node) => [node.input(0) && fact('bool', node.input(0)!.shape)],
  IsInf: (node) => [node.input(0) && fact('bool', node.input(0)!.shape)],
  Where: elementwise(
    (condition, a, b) => (condition === null || typeof condition === 'string' ? null : condition ? a! : b!),
    undefined,
    1,
  ),
  Cast: (node) => [cast(node.input(0), dataTypeOfCode(node.attributes('Cast').to))],
  CastLike: (node) => [cast(node.input(0), node.input(1)?.dtype)],
  Dropout: (node) => {
    const data = withoutElements(node.input(0));
    return [data, data && fact(node.opset >= 10 ? 'bool' : data.dtype, data.shape)];
  },
};

function cast(of: Fact | undefined, dtype: DataType | undefined): Fact | undefined {
  if (of === undefined || dtype === undefined) return undefined;
  const toElement = (element: Dimension) =>
    dtype === 'bool' && typeof element === 'number' ? Number(element !== 0) : rounded(element, dtype);
  return fact(dtype, of.shape, of.elements?.map(toElement));
}
