/** @file Activation functions. Where the slope follows from the result, the input need not be kept. */
import { AutodiffError } from '../errors.ts';
import { fromFront, type RuleTable } from '../rule.ts';

const SELU = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 };

export const ACTIVATION = {
  // dX = dY where Y > 0
  Relu: ({ g, dY, Y }) => [() => g.only(g.greater(Y, g.scalar(0, Y)), dY)],
  LeakyRelu: ({ g, dY, X, attributes: { alpha } }) => [
    () => g.where(g.less(X, g.scalar(0, X)), g.scale(dY, alpha), dY),
  ],
  // dX = S·dY and dS = X·dY where X < 0
  PRelu: ({ g, dY, X, inputs: [, S] }) => {
    const isNegative = () => g.less(X, g.scalar(0, X));
    return [() => g.where(isNegative(), g.mul(dY, S!), dY), () => g.only(isNegative(), g.mul(dY, X))];
  },
  // X < 0: Y = α(exp X - 1), dX = dY·(Y + α)
  Elu: ({ g, dY, X, Y, attributes: { alpha } }) => [
    () => g.where(g.less(X, g.scalar(0, X)), g.mul(dY, g.shift(Y, alpha)), dY),
  ],
  Celu: ({ g, dY, X, attributes: { alpha } }) => [
    () => g.where(g.less(X, g.scalar(0, X)), g.mul(dY, g.exp(g.scale(X, 1 / alpha))), dY),
  ],
  // X < 0: Y = γα(exp X - 1), dX = dY·(Y + γα); else γ·dY
  Selu: ({ g, dY, X, Y, attributes: { alpha = SELU.alpha, gamma = SELU.gamma } }) => [
    () => g.where(g.less(X, g.scalar(0, X)), g.mul(dY, g.shift(Y, gamma * alpha)), g.scale(dY, gamma)),
  ],
  // dX = dY·Y·(1 - Y)
  Sigmoid: ({ g, dY, Y }) => [() => g.mul(dY, g.mul(Y, g.sub(g.scalar(1, Y), Y)))],
  // dX = dY·(1 - Y²)
  Tanh: ({ g, dY, Y }) => [() => g.mul(dY, g.sub(g.scalar(1, Y), g.square(Y)))],
  // dX = dY·α where 0 < αX + β < 1
  HardSigmoid: ({ g, dY, X, attributes: { alpha, beta } }) => [
    () => {
      const line = g.shift(g.scale(X, alpha), beta);
      const isInside = g.node('And', [g.greater(line, g.scalar(0, X)), g.less(line, g.scalar(1, X))]);
      return g.only(isInside, g.scale(dY, alpha));
    },
  ],
  // Y = X·(X + 3) / 6 between -3 and 3: dX = dY·(X / 3 + 1/2)
  HardSwish: ({ g, dY, X }) => [
    () => {
      const inside = g.mul(dY, g.shift(g.scale(X, 1 / 3), 0.5));
      const below3 = g.where(g.less(X, g.scalar(3, X)), inside, dY);
      return g.only(g.greater(X, g.scalar(-3, X)), below3);
    },
  ],
  Softplus: ({ g, dY, X }) => [() => g.mul(dY, g.sigmoid(X))],
  // dX = dY / (1 + |X|)²
  Softsign: ({ g, dY, X }) => [() => g.div(dY, g.square(g.shift(g.node('Abs', [X]), 1)))],
  // dX = dY·2/√π·exp(-X²)
  Erf: ({ g, dY, X }) => [() => g.mul(dY, g.scale(g.exp(g.neg(g.square(X))), 2 / Math.sqrt(Math.PI)))],
  Gelu: ({ g, dY, X, attributes: { approximate } }) => [
    () => {
      if (approximate === 'tanh') {
        // Y = X·½(1 + t), t = tanh u, u = √(2/π)(X + c·X³): dX = dY·(½(1 + t) + ½X(1 - t²)u')
        const [c, k] = [0.044715, Math.sqrt(2 / Math.PI)];
        const squared = g.square(X);
        const t = g.node('Tanh', [g.scale(g.mul(X, g.shift(g.scale(squared, c), 1)), k)]);
        const slope = g.scale(g.shift(g.scale(squared, 3 * c), 1), k / 2);
        const curve = g.mul(g.mul(X, g.sub(g.scalar(1, X), g.square(t))), slope);
        return g.mul(dY, g.add(g.scale(g.shift(t, 1), 0.5), curve));
      }
      // Φ(X) + X·φ(X)
      const phi = g.scale(g.exp(g.scale(g.square(X), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      const Phi = g.scale(g.shift(g.node('Erf', [g.scale(X, Math.SQRT1_2)]), 1), 0.5);
      return g.mul(dY, g.add(Phi, g.mul(X, phi)));
    },
  ],
  // dX = Y·(dY - Σ dY·Y)
  Softmax: (at) => {
    const { g, dY, Y } = at;
    requirePerAxis(g.graph.opset);
    const axis = [fromFront(at.attributes.axis, g.rankOf(Y))];
    return [() => g.mul(Y, g.sub(dY, g.sum(g.mul(dY, Y), axis, true)))];
  },
  // dX = dY - exp(Y)·Σ dY
  LogSoftmax: (at) => {
    const { g, dY, Y } = at;
    requirePerAxis(g.graph.opset);
    const axis = [fromFront(at.attributes.axis, g.rankOf(Y))];
    return [() => g.sub(dY, g.mul(g.exp(Y), g.sum(dY, axis, true)))];
  },
} satisfies RuleTable;

/** Until opset 12 softmax flattened everything behind its axis. */
function requirePerAxis(opset: number): void {
  if (opset < 13) throw new AutodiffError(`Expected a model of opset 13 or later, got ${opset}. Export it again.`);
}
