/** @file Products of matrices. */
import type { ValueName } from '@regatta/onnx';
import type { Ops } from '../ops.ts';
import type { RuleTable, Site } from '../rule.ts';

export const LINEAR = {
  // dA = dY·Bᵀ, dB = Aᵀ·dY; vectors are matrices of one row or one column
  MatMul: ({ g, dY, inputs }) => {
    const [A, B] = inputs as [ValueName, ValueName];
    const [a, b] = [g.shapeOf(A), g.shapeOf(B)];
    const rows = a.length === 1 ? g.reshape(A, [1, a[0]!]) : A;
    const columns = b.length === 1 ? g.reshape(B, [b[0]!, 1]) : B;
    const y = g.shapeOf(dY);
    const batch = y.slice(0, y.length - (a.length > 1 ? 1 : 0) - (b.length > 1 ? 1 : 0));
    const gradient = g.reshape(dY, [...batch, g.shapeOf(rows).at(-2)!, g.shapeOf(columns).at(-1)!]);
    return [
      () => likeVector(g, g.matMul(gradient, g.matrixTranspose(columns)), a),
      () => likeVector(g, weightGradient(g, rows, gradient, g.shapeOf(columns)), b),
    ];
  },
  // Y = α·op(A)·op(B) + β·C
  Gemm: (at) => {
    const { g, dY, inputs, attributes } = at;
    const [A, B] = inputs as [ValueName, ValueName];
    const { alpha, beta, transA, transB } = attributes;
    // op(A) = A: dA = α·dY·op(B)ᵀ; op(A) = Aᵀ: dA = α·op(B)·dYᵀ
    const gemm = (left: ValueName, right: ValueName, transLeft: number, transRight: number) =>
      g.node('Gemm', [left, right], { alpha, transA: transLeft, transB: transRight });
    return [
      () => (transA ? gemm(B, dY, transB, 1) : gemm(dY, B, 0, 1 - transB)),
      () => (transB ? gemm(dY, A, 1, transA) : gemm(A, dY, 1 - transA, 0)),
      () => g.scale(dY, beta),
    ];
  },
  Einsum: (at) => {
    const { terms, result } = parseEquation(at);
    const { g, dY, inputs } = at;
    return terms.map((term, i) => () => {
      // What stands in no other term and not in the result was summed away: its gradient is the same all along.
      const others = terms.filter((_, k) => k !== i);
      const letters = [...term].filter((letter) => [result, ...others].some((other) => other.includes(letter)));
      const equation = `${[result, ...others].join()}->${letters.join('')}`;
      const operands = [dY, ...inputs.filter((_, k) => k !== i)];
      const partial = g.node('Einsum', operands, { equation });
      const shape = g.shapeOf(inputs[i]!);
      const kept = shape.map((length, at) => (letters.includes(term[at]!) ? length : 1));
      return g.expand(g.reshape(partial, kept), shape);
    });
  },
} satisfies RuleTable;

/** Aᵀ·dY; where the weight is shared by a batch, the batch is more rows of one product, not a product each. */
function weightGradient(g: Ops, A: ValueName, gradient: ValueName, shape: readonly number[]): ValueName {
  if (shape.length > 2) return g.matMul(g.matrixTranspose(A), gradient);
  const flat = (x: ValueName) => {
    const from = g.shapeOf(x);
    return g.reshape(x, [from.slice(0, -1).reduce((rows, n) => rows * n, 1), from.at(-1)!]);
  };
  return g.node('Gemm', [flat(A), flat(gradient)], { transA: 1 });
}

/** Without the row or column that stood for a vector. */
function likeVector(g: Ops, gradient: ValueName, shape: readonly number[]): ValueName {
  if (shape.length !== 1) return gradient;
  const [rows, columns] = g.shapeOf(gradient).slice(-2) as [number, number];
  const batch = g.shapeOf(gradient).slice(0, -2);
  return g.reshape(gradient, [...batch, rows === 1 && columns === shape[0] ? columns : rows]);
}

function parseEquation(at: Site<'Einsum'>): { terms: string[]; result: string } {
  const equation = at.attributes.equation.replaceAll(' ', '');
  const [left, right] = equation.split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (equation.includes('.')) throw at.fault('an equation with an ellipsis is not supported; write the letters out');
  if (terms.some((term) => new Set(term).size < term.length)) {
    throw at.fault('a letter that stands twice in one term (a diagonal) is not supported');
  }
  const once = [...new Set(left.replaceAll(',', ''))].filter((letter) => left.split(letter).length === 2);
  return { terms, result: right ?? once.sort().join('') };
}
