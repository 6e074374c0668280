/** @file The operator cases of test/golden/operators as models: inputs are graph inputs, outputs graph outputs. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder, Tensor, type Attribute, type DataType, type Model } from '@regatta/onnx';

const FOLDER = join(import.meta.dirname, '../golden/operators');

interface StoredTensor {
  readonly dtype: DataType;
  readonly shape: number[];
  readonly data: (number | string | boolean)[];
}

interface StoredCase {
  readonly name: string;
  readonly opset: number;
  readonly nodes: readonly {
    readonly op: string;
    readonly inputs: string[];
    readonly outputs: string[];
    readonly attributes: Readonly<Record<string, { type: 'int' | 'ints' | 'float' | 'string'; value: never }>>;
  }[];
  readonly inputs: Readonly<Record<string, StoredTensor>>;
  readonly outputs: Readonly<Record<string, StoredTensor>>;
  readonly upstream: Readonly<Record<string, StoredTensor>>;
  readonly gradients: Readonly<Record<string, StoredTensor>>;
}

export interface OperatorCase {
  readonly title: string;
  readonly op: string;
  /** The nodes over inputs of these shapes. */
  readonly model: Model;
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** The gradient that arrives at each output that has one. */
  readonly upstream: ReadonlyMap<string, Tensor>;
  /** Of sum(upstream * output), for each input that is no constant. */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

export const operatorCases: readonly OperatorCase[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .flatMap((file) => {
    const { op, cases } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { op: string; cases: StoredCase[] };
    return cases.map((stored) => toCase(op, stored));
  });

function toCase(op: string, stored: StoredCase): OperatorCase {
  const [inputs, outputs] = [toTensors(stored.inputs), toTensors(stored.outputs)];
  const graph = new GraphBuilder({ opset: stored.opset });
  for (const [name, { dtype, shape }] of inputs) graph.input(name, dtype, shape);
  for (const { op, inputs, outputs, attributes } of stored.nodes) {
    const typed = Object.entries(attributes).map(([key, { type, value }]): [string, Attribute] => [
      key,
      { kind: type, value },
    ]);
    graph.add({ op, domain: '', name: '', inputs, outputs, attributes: new Map(typed) });
  }
  for (const [name, { dtype, shape }] of outputs) graph.output(name, dtype, shape);
  return {
    title: `${op}: ${stored.name}`,
    op,
    model: graph.build(),
    inputs,
    outputs,
    upstream: toTensors(stored.upstream),
    gradients: toTensors(stored.gradients),
  };
}

function toTensors(stored: Readonly<Record<string, StoredTensor>>): Map<string, Tensor> {
  return new Map(
    Object.entries(stored).map(([name, { dtype, shape, data }]) => {
      const elements = dtype === 'int64' ? BigInt64Array.from(data, (x) => BigInt(x)) : data.map(Number);
      return [name, Tensor.of(dtype, shape, elements)];
    }),
  );
}
