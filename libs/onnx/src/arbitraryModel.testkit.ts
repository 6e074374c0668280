/** @file Random models of every kind of attribute, type and tensor; not graphs that compute. */
import fc from 'fast-check';
import { bytesOf, dataTypeOfCode, type DataType } from './dataType.ts';
import type { Attribute, Dimension, Graph, Int, Model, ModelFunction, Node, TensorType, Value } from './model.ts';
import { Tensor } from './tensor.ts';
import { MessageWriter } from './wire.ts';

const DTYPES = Array.from({ length: 26 }, (_, i) => dataTypeOfCode(i + 1)!);
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const dtype = fc.constantFrom<DataType>(...DTYPES);
const float = fc.float({ noNaN: true });
const int: fc.Arbitrary<Int> = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n));
const binary = fc.constant(Uint8Array.of(0xff, 0xfe, 0));
const rest: fc.Arbitrary<{ rest?: Uint8Array }> = fc.option(
  fc.nat(1000).map((n) => ({ rest: new MessageWriter().int(999, n).finish() })),
  { nil: {} },
);

const tensor: fc.Arbitrary<Tensor> = fc
  .record({ dtype, shape: fc.array(fc.nat(4), { maxLength: 3 }), seed: fc.nat(255), rest })
  .map(({ dtype, shape, seed, rest }) => {
    const count = shape.reduce((product, n) => product * n, 1);
    if (dtype === 'string')
      return Tensor.fromStrings(
        shape,
        Array.from({ length: count }, (_, i) => `${seed}ä${i}`),
      );
    const bytes = new Uint8Array(bytesOf(dtype, count)).map((_, i) => (seed + 37 * i) & 127);
    return Tensor.fromBytes(dtype, shape, bytes, rest.rest);
  });

const dimension: fc.Arbitrary<Dimension> = fc.oneof(fc.nat(9), fc.constantFrom('batch', 'tokens'), fc.constant(null));

const tensorType: fc.Arbitrary<TensorType> = fc
  .record({
    dtype,
    shape: fc.option(fc.array(dimension, { maxLength: 4 })),
    isDenoted: fc.boolean(),
    rest,
  })
  .map(({ dtype, shape, isDenoted, rest }) => ({
    kind: 'tensor' as const,
    dtype,
    shape,
    ...(isDenoted && shape !== null && shape.length > 0 && { denotations: shape.map((_, i) => `MEANING_${i}`) }),
    ...rest,
  }));

/** A sequence of tensors, as TypeProto writes it. */
const opaqueType = fc.constant({
  kind: 'opaque' as const,
  proto: new MessageWriter().message(4, new MessageWriter().int(1, 1)).finish(),
});

const value = (name: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc
    .record({ name, type: fc.oneof(tensorType, opaqueType, fc.constant(null)), rest })
    .map(({ name, type, rest }) => ({ name, type, ...rest }));

function byName<T>(items: fc.Arbitrary<T>, max = 3): fc.Arbitrary<ReadonlyMap<string, T>> {
  return fc
    .uniqueArray(fc.tuple(text, items), { maxLength: max, selector: ([name]) => name })
    .map((entries) => new Map(entries));
}

const simpleAttribute: fc.Arbitrary<Attribute> = fc.oneof(
  float.map((value) => ({ kind: 'float' as const, value })),
  int.map((value) => ({ kind: 'int' as const, value })),
  fc.oneof(text, binary).map((value) => ({ kind: 'string' as const, value })),
  tensor.map((value) => ({ kind: 'tensor' as const, value })),
  fc.array(float, { maxLength: 3 }).map((value) => ({ kind: 'floats' as const, value })),
  fc.array(int, { maxLength: 3 }).map((value) => ({ kind: 'ints' as const, value })),
  fc.array(fc.oneof(text, binary), { maxLength: 3 }).map((value) => ({ kind: 'strings' as const, value })),
  fc.array(tensor, { maxLength: 2 }).map((value) => ({ kind: 'tensors' as const, value })),
  fc
    .record({ name: fc.constant('outer'), typeCode: fc.nat(14) })
    .map((value) => ({ kind: 'reference' as const, value })),
);

const { graph, node } = fc.letrec<{ graph: Graph; node: Node; attribute: Attribute }>((tie) => ({
  attribute: fc.oneof(
    { maxDepth: 2 },
    simpleAttribute,
    tie('graph').map((value) => ({ kind: 'graph' as const, value })),
    fc.array(tie('graph'), { minLength: 1, maxLength: 2 }).map((value) => ({ kind: 'graphs' as const, value })),
  ),
  node: fc
    .record({
      op: text,
      domain: fc.constantFrom('', 'com.microsoft'),
      name: text,
      inputs: fc.array(text, { maxLength: 3 }),
      outputs: fc.array(text, { maxLength: 2 }),
      attributes: byName(tie('attribute')),
      rest,
    })
    .map(({ rest, ...node }) => ({ ...node, ...rest })),
  graph: fc
    .record({
      name: text,
      nodes: fc.array(tie('node'), { maxLength: 3 }),
      initializers: byName(tensor),
      inputs: fc.array(value(text), { maxLength: 2 }),
      outputs: fc.array(value(text), { maxLength: 2 }),
      valueInfo: fc
        .uniqueArray(value(text), { maxLength: 2, selector: ({ name }) => name })
        .map((values) => new Map(values.map((value) => [value.name, value]))),
      rest,
    })
    .map(({ rest, ...graph }) => ({ ...graph, ...rest })),
}));

const opsets = fc.constant(
  new Map([
    ['', 18],
    ['com.microsoft', 1],
  ]),
);

const modelFunction: fc.Arbitrary<ModelFunction> = fc
  .record({
    name: text,
    domain: fc.constant('custom'),
    overload: text,
    inputs: fc.array(text, { maxLength: 2 }),
    outputs: fc.array(text, { maxLength: 2 }),
    nodes: fc.array(node, { maxLength: 2 }),
    opsets,
    rest,
  })
  .map(({ rest, ...f }) => ({ ...f, ...rest }));

export function arbitraryModel(): fc.Arbitrary<Model> {
  return fc
    .record({
      irVersion: fc.integer({ min: 3, max: 12 }),
      opsets,
      producer: fc.record({ name: text, version: text }),
      metadata: byName(text),
      graph,
      functions: fc.array(modelFunction, { maxLength: 2 }),
      rest,
    })
    .map(({ rest, ...model }) => ({ ...model, ...rest }));
}
