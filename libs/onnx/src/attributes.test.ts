import { describe, expect, test } from 'vitest';
import { GraphError, operatorSchema, readAttributes, toAttributes, type Node } from './mod.ts';

const node = (op: string, opset: number, values: object): Node => ({
  op,
  domain: '',
  name: '',
  inputs: [],
  outputs: ['y'],
  attributes: toAttributes(op as 'Relu', opset, values),
});

describe('attributes by the specification', () => {
  test('reads with the defaults filled in', () => {
    expect(readAttributes(node('Gemm', 18, { transB: 1 }), 'Gemm', 18)).toEqual({
      alpha: 1,
      beta: 1,
      transA: 0,
      transB: 1,
    });
    expect(readAttributes(node('LayerNormalization', 17, {}), 'LayerNormalization', 17)).toEqual({
      axis: -1,
      epsilon: 1e-5,
      stash_type: 1,
    });
  });

  test('knows that a default changed with the opset', () => {
    expect(readAttributes(node('Softmax', 11, {}), 'Softmax', 11).axis).toBe(1);
    expect(readAttributes(node('Softmax', 13, {}), 'Softmax', 13).axis).toBe(-1);
    expect(operatorSchema('ReduceMean', 17)!.attributes).toHaveProperty('axes');
    expect(operatorSchema('ReduceMean', 18)!.attributes).not.toHaveProperty('axes');
  });

  test('rounds integers beyond 2^53, which only stand for "to the end"', () => {
    const slice = node('Slice', 7, { starts: [0], ends: [2n ** 63n - 1n] });
    expect(readAttributes(slice, 'Slice', 7).ends).toEqual([2 ** 63]);
  });

  test('leaves undefined out, and refuses what the operator does not have', () => {
    expect(toAttributes('Gemm', 18, { transA: undefined } as object).size).toBe(0);
    expect(() => toAttributes('ReduceMean', 18, { axes: [1] })).toThrow(
      /ReduceMean of opset 18 has no attribute "axes". It has: keepdims, noop_with_empty_axes/,
    );
    expect(() => toAttributes('Cast', 18, {})).toThrow(/Cast of opset 18 needs the attribute "to"/);
    expect(() => toAttributes('Cast', 18, { to: 'float' } as object)).toThrow(/"to" to be int, got float \(string\)/);
    expect(() => readAttributes(node('Relu', 18, {}), 'Gemm', 18)).toThrow(/Expected a node of Gemm, got Relu/);
    const wrong = { ...node('Gemm', 18, {}), attributes: new Map([['alpha', { kind: 'int', value: 1 } as const]]) };
    expect(() => readAttributes(wrong, 'Gemm', 18)).toThrow(GraphError);
  });
});
