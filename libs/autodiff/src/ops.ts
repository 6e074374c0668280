/**
 * @file The nodes that rules add, as functions of values. Shapes are fixed and known, so that reductions, reshapes and zeros
 * need no arithmetic in the graph; the same expression written twice is one node.
 */
import {
  type GraphBuilder,
  Tensor,
  dataTypeCode,
  type DataType,
  type OperatorName,
  type ValueName,
} from '@regatta/onnx';
import { float32ToFloat16 } from '@regatta/tensor';
import { AutodiffError } from './errors.ts';

type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** From here on the axes of reductions other than ReduceSum are an input. */
const OPSET_OF_REDUCTION_AXES = 18;

export class Ops {
  readonly graph: GraphBuilder;
  readonly #known = new Map<string, readonly ValueName[]>();

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** @throws {AutodiffError} when the type of a value is not known */
  dtypeOf(value: ValueName): DataType {
    const type = this.graph.typeOf(value);
    if (type === null)
      throw new AutodiffError(`Nothing is known about the type of "${value}": its operator is unknown.`);
    return type.dtype;
  }

  /** @throws {AutodiffError} when a length is not known before the graph runs */
  shapeOf(value: ValueName): readonly number[] {
    const shape = this.graph.typeOf(value)?.shape;
    if (shape?.every((length) => typeof length === 'number')) return shape;
    const said = shape ? `[${shape.map((length) => length ?? '?').join(', ')}]` : 'of unknown rank';
    throw new AutodiffError(
      `Expected the shape of "${value}" to be fixed, it is ${said}. Write the batch size into the model's inputs with setInputShape.`,
    );
  }

  rankOf(value: ValueName): number {
    return this.shapeOf(value).length;
  }

  /** One node with one output, or the one that is there already. */
  node(op: OperatorName, inputs: readonly ValueName[], attributes: Attributes = {}): ValueName {
    return this.nodes(op, inputs, 1, attributes)[0]!;
  }

  nodes(
    op: OperatorName,
    inputs: readonly ValueName[],
    outputs: number,
    attributes: Attributes = {},
  ): readonly ValueName[] {
    const key = `${op}(${inputs.join()})${outputs}${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.graph.nodes(op, inputs, outputs, attributes, { name: `gradient/${op}` });
    this.#known.set(key, made);
    return made;
  }

  // Constants

  /** A scalar of the type of another value. */
  scalar(x: number, like: ValueName): ValueName {
    const dtype = this.dtypeOf(like);
    const tensor =
      dtype === 'float16' ? Tensor.of(dtype, [], float32ToFloat16(Float32Array.of(x))) : Tensor.of(dtype, [], [x]);
    return this.graph.constant(tensor, 'gradient/scalar');
  }

  ints(values: readonly number[]): ValueName {
    return this.graph.constant(Tensor.of('int64', [values.length], values), 'gradient/ints');
  }

  int(value: number): ValueName {
    return this.graph.constant(Tensor.scalar('int64', value), 'gradient/int');
  }

  /** Numbers of float32, cast to the type of another value where that is another. */
  table(shape: readonly number[], data: Float32Array, like: ValueName): ValueName {
    return this.cast(this.graph.constant(Tensor.of('float32', shape, data), 'gradient/table'), this.dtypeOf(like));
  }

  filled(x: number, shape: readonly number[], like: ValueName): ValueName {
    return this.expand(this.scalar(x, like), shape);
  }

  zeros(shape: readonly number[], like: ValueName): ValueName {
    return this.filled(0, shape, like);
  }

  // Element by element

  add = (a: ValueName, b: ValueName) => this.node('Add', [a, b]);
  sub = (a: ValueName, b: ValueName) => this.node('Sub', [a, b]);
  mul = (a: ValueName, b: ValueName) => this.node('Mul', [a, b]);
  div = (a: ValueName, b: ValueName) => this.node('Div', [a, b]);
  pow = (a: ValueName, b: ValueName) => this.node('Pow', [a, b]);
  neg = (a: ValueName) => this.node('Neg', [a]);
  exp = (a: ValueName) => this.node('Exp', [a]);
  sigmoid = (a: ValueName) => this.node('Sigmoid', [a]);
  less = (a: ValueName, b: ValueName) => this.node('Less', [a, b]);
  greater = (a: ValueName, b: ValueName) => this.node('Greater', [a, b]);
  equal = (a: ValueName, b: ValueName) => this.node('Equal', [a, b]);
  where = (condition: ValueName, a: ValueName, b: ValueName) => this.node('Where', [condition, a, b]);

  /** x · factor. */
  scale(x: ValueName, factor: number): ValueName {
    return factor === 1 ? x : this.mul(x, this.scalar(factor, x));
  }

  /** x + constant. */
  shift(x: ValueName, constant: number): ValueName {
    return this.add(x, this.scalar(constant, x));
  }

  square = (x: ValueName) => this.mul(x, x);

  /** x where the condition holds, else 0. */
  only(condition: ValueName, x: ValueName): ValueName {
    return this.where(condition, x, this.scalar(0, x));
  }

  cast(x: ValueName, dtype: DataType): ValueName {
    return this.dtypeOf(x) === dtype ? x : this.node('Cast', [x], { to: dataTypeCode(dtype) });
  }

  // Shapes

  reshape(x: ValueName, shape: readonly number[]): ValueName {
    const from = this.shapeOf(x);
    const isSame = from.length === shape.length && from.every((length, i) => length === shape[i]);
    // A length of 0 means "as it was" to Reshape, unless allowzero says that it is meant.
    const attributes: Attributes = shape.includes(0) ? { allowzero: 1 } : {};
    return isSame ? x : this.node('Reshape', [x, this.ints(shape)], attributes);
  }

  transpose(x: ValueName, perm: readonly number[]): ValueName {
    return perm.every((axis, i) => axis === i) ? x : this.node('Transpose', [x], { perm });
  }

  /** Rows and columns of the last two dimensions exchanged. */
  matrixTranspose(x: ValueName): ValueName {
    const rank = this.rankOf(x);
    return this.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
  }

  expand(x: ValueName, shape: readonly number[]): ValueName {
    const from = this.shapeOf(x);
    const isSame = from.length === shape.length && from.every((length, i) => length === shape[i]);
    return isSame ? x : this.node('Expand', [x, this.ints(shape)]);
  }

  /** Elements from `start` up to `end` along one axis. */
  slice(x: ValueName, axis: number, start: number, end: number): ValueName {
    if (start === 0 && end === this.shapeOf(x)[axis]) return x;
    return this.node('Slice', [x, this.ints([start]), this.ints([end]), this.ints([axis])]);
  }

  /** Zeros before and behind, per axis; negative numbers cut. */
  pad(x: ValueName, before: readonly number[], behind: readonly number[]): ValueName {
    if ([...before, ...behind].every((count) => count === 0)) return x;
    return this.node('Pad', [x, this.ints([...before, ...behind])]);
  }

  concat(parts: readonly ValueName[], axis: number): ValueName {
    return parts.length === 1 ? parts[0]! : this.node('Concat', parts, { axis });
  }

  // Sums

  sum(x: ValueName, axes: readonly number[], keepDims: boolean): ValueName {
    if (axes.length === 0) return x;
    return this.node('ReduceSum', [x, this.ints(axes)], { keepdims: Number(keepDims) });
  }

  mean(x: ValueName, axes: readonly number[]): ValueName {
    if (this.graph.opset < OPSET_OF_REDUCTION_AXES) return this.node('ReduceMean', [x], { axes, keepdims: 1 });
    return this.node('ReduceMean', [x, this.ints(axes)], { keepdims: 1 });
  }

  /**
   * The sum over everything that broadcasting has repeated: from the shape of a result back to that of an operand. The one
   * place where broadcasting is undone.
   */
  sumTo(x: ValueName, shape: readonly number[]): ValueName {
    const from = this.shapeOf(x);
    const missing = from.length - shape.length;
    const axes = [...from.keys()].filter((i) => i < missing || (shape[i - missing] === 1 && from[i] !== 1));
    return this.reshape(this.sum(x, axes, false), shape);
  }

  matMul = (a: ValueName, b: ValueName) => this.node('MatMul', [a, b]);
}
