/**
 * @file The typed graph model: what an ONNX file says, as immutable values. Edits return a new model that shares what has
 * not changed, so a copy costs its node list and no weights.
 *
 * Terminology (that of the ONNX specification): a *model* holds a *graph* and says which *opset* version of each operator
 * domain it uses. A graph is a list of *nodes* in topological order; a node applies an *operator* to named *values*, and
 * names the values that it makes. A value is an *input* of the graph, an *initializer* (a constant tensor: the weights), or
 * an output of one node; each name is given once. An empty name is an optional input or output that is left out. A
 * *subgraph* is an attribute (the branches of If, the body of Loop) and sees the names of the graphs around it.
 *
 * `rest` holds the protobuf fields that are not modelled here (doc strings, node metadata, quantisation notes, fields of a
 * later ONNX) as bytes; they are written back as they came.
 */
import type { DataType } from './dataType.ts';
import type { Tensor } from './tensor.ts';

/** A length, a symbol such as `batch`, or null for unknown. */
export type Dimension = number | string | null;
/** null: even the number of dimensions is unknown. */
export type Shape = readonly Dimension[];

export interface TensorType {
  readonly kind: 'tensor';
  readonly dtype: DataType;
  readonly shape: Shape | null;
  /** What each dimension means (`DATA_BATCH`), where the file says so. */
  readonly denotations?: readonly string[];
  readonly rest?: Uint8Array;
}

/** Sequences, maps, optionals, sparse tensors: kept as they came. */
export interface OpaqueType {
  readonly kind: 'opaque';
  readonly proto: Uint8Array;
}

export interface Value {
  readonly name: string;
  /** null: the file does not say. */
  readonly type: TensorType | OpaqueType | null;
  readonly rest?: Uint8Array;
}

/** A 64-bit integer: a number where that is exact, else a bigint (`Slice` may end at 2^63 - 1). */
export type Int = number | bigint;

interface AttributeValues {
  float: number;
  int: Int;
  /** Bytes where they are no UTF-8. */
  string: string | Uint8Array;
  tensor: Tensor;
  graph: Graph;
  floats: readonly number[];
  ints: readonly Int[];
  strings: readonly (string | Uint8Array)[];
  tensors: readonly Tensor[];
  graphs: readonly Graph[];
  /** Sparse tensors and types: the attribute's whole protobuf, kept as it came. */
  opaque: Uint8Array;
  /** In the body of a function: the value of the function's own attribute of this name. */
  reference: { readonly name: string; readonly typeCode: number };
}

export type AttributeKind = keyof AttributeValues;
export interface AttributeOf<K extends AttributeKind> {
  readonly kind: K;
  readonly value: AttributeValues[K];
}
/** A constant that is part of a node, of one of ONNX's kinds. */
export type Attribute = { readonly [K in AttributeKind]: AttributeOf<K> }[AttributeKind];

export interface Node {
  /** The operator's name in its domain. */
  readonly op: string;
  /** Empty: the operators of ONNX itself. */
  readonly domain: string;
  /** May be empty; not an identity. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly rest?: Uint8Array;
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** What is known about inner values. */
  readonly valueInfo: ReadonlyMap<string, Value>;
  readonly rest?: Uint8Array;
}

/** An operator defined by a graph of others. */
export interface ModelFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
  readonly opsets: ReadonlyMap<string, number>;
  readonly rest?: Uint8Array;
}

export interface Model {
  readonly irVersion: number;
  /** Version of each operator domain; the empty domain is ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly producer: { readonly name: string; readonly version: string };
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
  readonly functions: readonly ModelFunction[];
  readonly rest?: Uint8Array;
}

/** A tensor's value in a signature. */
export function tensorValue(name: string, dtype: DataType, shape: Shape | null): Value {
  return { name, type: { kind: 'tensor', dtype, shape } };
}

/** The graphs inside a node: branches and loop bodies. */
export function subgraphsOf(node: Node): Graph[] {
  return [...node.attributes.values()].flatMap(({ kind, value }) =>
    kind === 'graph' ? [value] : kind === 'graphs' ? value : [],
  );
}
