/** @file Sums, products and powers, element by element. Broadcasting is undone by the driver. */
import type { ValueName } from '@regatta/onnx';
import type { Gradients, Rule, RuleTable, Site } from '../rule.ts';

export const ARITHMETIC = {
  // dA = dY, dB = dY
  Add: ({ dY }) => [() => dY, () => dY],
  // dA = dY, dB = -dY
  Sub: ({ g, dY }) => [() => dY, () => g.neg(dY)],
  // dA = dY·B, dB = dY·A
  Mul: ({ g, dY, inputs: [A, B] }) => [() => g.mul(dY, B!), () => g.mul(dY, A!)],
  // dA = dY / B, dB = -dY·Y / B
  Div: ({ g, dY, Y, inputs: [, B] }) => [() => g.div(dY, B!), () => g.neg(g.div(g.mul(dY, Y), B!))],
  // dX = dY·E·X^(E-1), dE = dY·Y·ln X
  Pow: (at) => {
    const { g, dY, X, Y, inputs } = at;
    const E = g.cast(inputs[1]!, g.dtypeOf(X));
    return [() => g.mul(dY, powSlope(at, E)), () => g.mul(dY, g.mul(Y, g.node('Log', [X])))];
  },
  Neg: ({ g, dY }) => [() => g.neg(dY)],
  Identity: ({ dY }) => [() => dY],
  Sum: ({ dY, inputs }) => inputs.map(() => () => dY),
  Mean: ({ g, dY, inputs }) => inputs.map(() => () => g.scale(dY, 1 / inputs.length)),
  // dX = dY·sign X: 0 at 0
  Abs: ({ g, dY, X }) => [() => g.mul(dY, g.node('Sign', [X]))],
  Exp: ({ g, dY, Y }) => [() => g.mul(dY, Y)],
  Log: ({ g, dY, X }) => [() => g.div(dY, X)],
  // dX = dY / 2Y
  Sqrt: ({ g, dY, Y }) => [() => g.div(g.scale(dY, 0.5), Y)],
  // dX = -dY·Y²
  Reciprocal: ({ g, dY, Y }) => [() => g.neg(g.mul(dY, g.square(Y)))],
  Sin: ({ g, dY, X }) => [() => g.mul(dY, g.node('Cos', [X]))],
  Cos: ({ g, dY, X }) => [() => g.neg(g.mul(dY, g.node('Sin', [X])))],
  Max: (at) => extreme(at),
  Min: (at) => extreme(at),
  // dY between the bounds, 0 on them and outside
  Clip: (at) => {
    const { g, dY, X } = at;
    return [
      () => {
        let gradient = dY;
        if (at.has(1)) gradient = g.only(g.greater(X, at.inputs[1]!), gradient);
        if (at.has(2)) gradient = g.only(g.less(X, at.inputs[2]!), gradient);
        return gradient;
      },
    ];
  },
  Where: ({ g, dY, inputs: [C] }) => [null, () => g.only(C!, dY), () => g.where(C!, g.scalar(0, dY), dY)],
  Cast: (at) => castBack(at),
  CastLike: (at) => [...castBack(at), null],
  Dropout: (at) => {
    if (at.has(2))
      throw at.fault('dropout in training draws numbers that a gradient cannot repeat; build it from its mask');
    return [() => at.dY];
  },
} satisfies RuleTable;

/** E·X^(E-1), without a power where the exponent is a number that needs none. */
function powSlope({ g, X, inputs }: Site<'Pow'>, E: ValueName): ValueName {
  const exponent = g.graph.numbersOf(inputs[1]!);
  if (exponent?.length === 1) {
    const [e] = exponent as [number];
    if (e === 2) return g.scale(X, 2);
    if (e === 3) return g.scale(g.square(X), 3);
    if (e === 0.5) return g.div(g.scalar(0.5, X), g.node('Sqrt', [X]));
  }
  return g.mul(E, g.pow(X, g.shift(E, -1)));
}

/** The gradient goes to whoever is the result; equal ones share it. */
function extreme({ g, dY, Y, inputs }: Site<'Max'> | Site<'Min'>): Gradients {
  if (inputs.length === 1) return [() => dY];
  const isResult = (x: ValueName) => g.cast(g.equal(x, Y), g.dtypeOf(Y));
  const count = () => inputs.map(isResult).reduce((a, b) => g.add(a, b));
  return inputs.map((x) => () => g.mul(dY, g.div(isResult(x), count())));
}

const castBack: Rule<'Cast' | 'CastLike'> = ({ g, dY, X }) => [() => g.cast(dY, g.dtypeOf(X))];
