/** @file What ONNX says about an operator at an opset version, and what TypeScript makes of it: typed attributes. */
import type { Graph, Int } from './model.ts';
import { OPERATORS } from './operators.ts';
import type { OperatorSchema } from './operatorTable.ts';
import type { Tensor } from './tensor.ts';

/** An operator of ONNX itself. */
export type OperatorName = keyof typeof OPERATORS;

interface KindTypes {
  float: number;
  int: Int;
  string: string;
  tensor: Tensor;
  graph: Graph;
  floats: readonly number[];
  ints: readonly Int[];
  strings: readonly string[];
  tensors: readonly Tensor[];
  graphs: readonly Graph[];
  sparse_tensor: never;
  type_proto: never;
}
type AttributeTables<O extends OperatorName> = (typeof OPERATORS)[O][number]['attributes'];
type KeyOfEach<T> = T extends unknown ? keyof T : never;
type KindOfEach<T, K> =
  T extends Readonly<Record<K & string, { kind: infer Kind extends keyof KindTypes }>> ? KindTypes[Kind] : never;

/** The attributes of an operator, those of all its versions, with the types that the specification gives them. */
export type AttributesOf<O extends OperatorName> = {
  readonly [K in KeyOfEach<AttributeTables<O>>]?: KindOfEach<AttributeTables<O>, K>;
};

type CommonKey<O extends OperatorName> = keyof AttributeTables<O>;
type HasValue<O extends OperatorName, K extends CommonKey<O>> = AttributeTables<O>[K] extends
  { default: unknown } | { required: true }
  ? K
  : never;
type AsRead<T> = T extends Int ? number : T extends readonly Int[] ? readonly number[] : T;

/** Attributes as `readAttributes` gives them: there where every version has a default or demands the attribute. */
export type ReadAttributes<O extends OperatorName> = {
  readonly [K in CommonKey<O> as HasValue<O, K>]: AsRead<KindOfEach<AttributeTables<O>, K>>;
} & { readonly [K in KeyOfEach<AttributeTables<O>>]?: AsRead<KindOfEach<AttributeTables<O>, K>> };

/** The operator as it is at an opset version; undefined when ONNX has none of this name there. */
export function operatorSchema(op: string, opset: number): OperatorSchema | undefined {
  const versions: readonly OperatorSchema[] | undefined = Object.hasOwn(OPERATORS, op)
    ? OPERATORS[op as OperatorName]
    : undefined;
  return versions?.findLast(({ since }) => since <= opset);
}
