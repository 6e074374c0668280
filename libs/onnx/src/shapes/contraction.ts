/** @file Products of matrices, and the normalisations around them. */
import { dataTypeOfCode } from '../dataType.ts';
import type { Dimension } from '../model.ts';
import { broadcast, contradict, fromFront, narrower } from './dimension.ts';
import { fact, hasShape, type Fact } from './fact.ts';
import type { NodeView, ShapeRules } from './nodeView.ts';

export const CONTRACTION: ShapeRules = {
  MatMul: (node) => [matMul(node, node.input(0)?.dtype)],
  MatMulInteger: (node) => [matMul(node, 'int32')],
  Gemm: (node) => {
    const [a, b] = [node.input(0), node.input(1)];
    if (!hasShape(a) || !hasShape(b)) return [a && fact(a.dtype, [null, null])];
    if (a.shape.length !== 2 || b.shape.length !== 2) throw node.fault('expected two matrices');
    const { transA, transB } = node.attributes('Gemm');
    const [m, k] = transA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
    const [inner, n] = transB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
    if (contradict(k, inner)) throw node.fault(`the inner lengths ${k} and ${inner} differ`);
    return [fact(a.dtype, [m, n])];
  },
  Einsum: (node) => [einsum(node)],
  LayerNormalization: (node) => {
    const data = node.input(0);
    if (data === undefined) return [];
    const rank = data.shape?.length ?? 0;
    const { axis, stash_type: stash } = node.attributes('LayerNormalization');
    const first = fromFront(axis, rank);
    const statistics = fact(
      dataTypeOfCode(stash) ?? 'float32',
      data.shape?.map((length, i) => (i < first ? length : 1)) ?? null,
    );
    return [fact(data.dtype, data.shape), statistics, statistics];
  },
  RMSNormalization: (node) => [node.input(0) && fact(node.input(0)!.dtype, node.input(0)!.shape)],
  BatchNormalization: (node) => {
    const data = node.input(0);
    if (data === undefined) return [];
    const perChannel = (i: number) => fact(node.input(i)?.dtype ?? data.dtype, [data.shape?.[1] ?? null]);
    // Mean and variance: running ones, and until opset 9 those of the batch as well.
    return [fact(data.dtype, data.shape), perChannel(3), perChannel(4), perChannel(3), perChannel(4)];
  },
};

function matMul(node: NodeView, dtype: Fact['dtype'] | undefined): Fact | undefined {
  const [a, b] = [node.input(0)?.shape, node.input(1)?.shape];
  if (dtype === undefined) return undefined;
  if (!a || !b) return fact(dtype, null);
  if (a.length === 0 || b.length === 0) throw node.fault('a scalar is no matrix');
  // A vector is a matrix of one row on the left and of one column on the right, which the result does not show.
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const [k, inner] = [left.at(-1)!, right.at(-2)!];
  if (contradict(k, inner)) throw node.fault(`the inner lengths ${k} and ${inner} differ`);
  const batch = broadcast([left.slice(0, -2), right.slice(0, -2)]);
  if (batch === undefined) throw node.fault('the batch dimensions do not broadcast');
  const rows = a.length === 1 ? [] : [left.at(-2)!];
  const columns = b.length === 1 ? [] : [right.at(-1)!];
  return fact(dtype, [...batch, ...rows, ...columns]);
}

function einsum(node: NodeView): Fact | undefined {
  const dtype = node.input(0)?.dtype;
  const equation = node.attributes('Einsum').equation.replaceAll(' ', '');
  if (dtype === undefined) return undefined;
  // An ellipsis stands for any number of dimensions.
  if (equation.includes('.')) return fact(dtype, null);
  const [terms, result] = equation.split('->') as [string, string | undefined];
  const lengths = new Map<string, Dimension>();
  terms.split(',').forEach((term, i) => {
    [...term].forEach((letter, at) => {
      const length = node.input(i)?.shape?.[at] ?? null;
      const known = lengths.get(letter) ?? null;
      if (contradict(length, known)) throw node.fault(`"${letter}" of "${equation}" is ${known} and ${length}`);
      lengths.set(letter, narrower(known, length));
    });
  });
  const once = [...lengths.keys()].filter((letter) => terms.split(letter).length === 2);
  const letters = result === undefined ? once.sort() : [...result];
  return fact(
    dtype,
    letters.map((letter) => lengths.get(letter) ?? null),
  );
}
