/** @file Optimisers: from a gradient to the next value of a parameter, as nodes; what depends on the step alone, as numbers. */
import type { ValueName } from '@regatta/onnx';
import type { Ops } from './ops.ts';

export interface Adam {
  readonly kind: 'adam';
  /** Decay of the mean of gradients. @default 0.9 */
  readonly beta1?: number;
  /** Decay of the mean of their squares. @default 0.999 */
  readonly beta2?: number;
  /** @default 1e-8 */
  readonly epsilon?: number;
}

export interface Sgd {
  readonly kind: 'sgd';
  /** @default 0 */
  readonly momentum?: number;
}

export type Optimizer = Adam | Sgd;

/** Numbers that a step needs besides its batch. */
export const COEFFICIENTS = 3;

/**
 * What depends on the number of the step, computed in double precision: [rate, ε, learning rate].
 *   Adam: rate = lr·√(1 - β₂ᵗ) / (1 - β₁ᵗ), ε·√(1 - β₂ᵗ), which is the bias correction moved out of the graph.
 * @param step counted from 1
 */
export function stepCoefficients(optimizer: Optimizer, step: number, learningRate: number): Float32Array {
  if (optimizer.kind === 'sgd') return Float32Array.of(learningRate, 0, learningRate);
  const { beta1, beta2, epsilon } = withDefaults(optimizer);
  const root = Math.sqrt(1 - beta2 ** step);
  return Float32Array.of((learningRate * root) / (1 - beta1 ** step), epsilon * root, learningRate);
}

/** Memory that an optimiser keeps per parameter, each of the parameter's shape, zero before the first step. */
export function momentsOf(optimizer: Optimizer): readonly string[] {
  if (optimizer.kind === 'adam') return ['mean', 'square'];
  return (optimizer.momentum ?? 0) === 0 ? [] : ['velocity'];
}

export interface Update {
  readonly parameter: ValueName;
  readonly gradient: ValueName;
  /** In the order of `momentsOf`. */
  readonly moments: readonly ValueName[];
  /** The three coefficients, scalars. */
  readonly rate: ValueName;
  readonly epsilon: ValueName;
  readonly learningRate: ValueName;
  /** Times the learning rate. */
  readonly scale: number;
  /** Decoupled: the parameter shrinks by this share of the learning rate first. */
  readonly weightDecay: number;
}

/**
 * The next value of a parameter and of its moments.
 *   Adam: m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², p = p - rate·m / (√v + ε)    (Kingma and Ba, 2015)
 *   AdamW: p = p·(1 - lr·decay) before                                      (Loshchilov and Hutter, 2019)
 *   SGD: v = μv + g, p = p - lr·v                                           (as PyTorch)
 */
export function update(g: Ops, optimizer: Optimizer, at: Update): { next: ValueName; moments: readonly ValueName[] } {
  const decayed =
    at.weightDecay === 0
      ? at.parameter
      : g.mul(at.parameter, g.sub(g.scalar(1, at.parameter), g.scale(at.learningRate, at.scale * at.weightDecay)));
  const rate = g.scale(at.rate, at.scale);
  if (optimizer.kind === 'sgd') {
    const { momentum = 0 } = optimizer;
    const velocity = momentum === 0 ? at.gradient : g.add(g.scale(at.moments[0]!, momentum), at.gradient);
    return { next: g.sub(decayed, g.mul(velocity, rate)), moments: momentum === 0 ? [] : [velocity] };
  }
  const { beta1, beta2 } = withDefaults(optimizer);
  const [m, v] = at.moments as [ValueName, ValueName];
  const mean = g.add(m, g.scale(g.sub(at.gradient, m), 1 - beta1));
  const square = g.add(g.scale(v, beta2), g.scale(g.square(at.gradient), 1 - beta2));
  const step = g.div(g.mul(mean, rate), g.add(g.node('Sqrt', [square]), at.epsilon));
  return { next: g.sub(decayed, step), moments: [mean, square] };
}

function withDefaults({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: Adam): Required<Omit<Adam, 'kind'>> {
  return { beta1, beta2, epsilon };
}
