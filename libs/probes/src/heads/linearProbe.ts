/**
 * @file A linear layer trained by AdamW on mini-batches: for sets so large that a full pass per step is too dear. Softmax
 * cross-entropy, decoupled weight decay on the weights and not on the bias, cosine schedule to 0, no warm-up.
 * Source: Loshchilov and Hutter, Decoupled weight decay regularization (2019), algorithm 2; the step of PyTorch's `AdamW`.
 */
import { InputError } from '@regatta/metrics';
import { Tensor } from '@regatta/onnx';
import type { Matrix, Random } from '@regatta/tensor';
import { classesPresent, expectFeatures, expectLabelsOf } from '../checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from '../engine.ts';
import { matrix64 } from '../float64.ts';
import type { LogisticFit } from '../logisticRegression.ts';
import { fitRowTransform, transformRows, type FeatureScaling } from '../rowTransform.ts';

export interface LinearProbeTask {
  /** Shape [n, d]. */
  readonly train: Matrix;
  /** Class per training row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  readonly scaling: FeatureScaling;
}

export interface LinearProbeOptions {
  readonly learningRate: number;
  readonly epochs: number;
  /** Rows of a step; the last of an epoch may have fewer. */
  readonly batch: number;
  readonly weightDecay: number;
  /** Gives the order of rows of each epoch. */
  readonly random: Pick<Random, 'permutation'>;
}

/** What `predictLogistic` needs of a fit. */
export type LinearProbeFit = Pick<LogisticFit, 'classes' | 'fitted' | 'transform' | 'weights' | 'bias'> & {
  readonly steps: number;
  /** Mean cross-entropy over the last epoch, each batch before its step. @unit nats */
  readonly lossLastEpoch: number;
};

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * From weights of 0. Only classes with a training row are fitted.
 * @throws {InputError} features that are not finite, labels out of range, one class only, a loss that is no number
 */
export async function fitLinearProbe(
  { train, labels, classes, scaling }: LinearProbeTask,
  { learningRate, epochs, batch, weightDecay, random }: LinearProbeOptions,
  { engine, breathe = holdBreath }: { engine: ProbeEngine; breathe?: Breathe },
): Promise<LinearProbeFit> {
  expectFeatures('training rows', train);
  expectLabelsOf('training rows', labels, train, classes);
  const fitted = classesPresent(labels);
  const position = new Map(Array.from(fitted, (label, c) => [label, c]));
  const transform = fitRowTransform(train, scaling);
  const Z = new Float32Array(transformRows(transform, train).data);
  const [n, d, k] = [train.rows, train.columns, fitted.length];
  const weights = new AdamW(d * k, { weightDecay });
  const bias = new AdamW(k, { weightDecay: 0 });
  const stepsInAll = epochs * Math.ceil(n / batch);
  let step = 0;
  let loss = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random.permutation(n);
    loss = 0;
    for (let start = 0; start < n; start += batch) {
      const rows = order.subarray(start, Math.min(start + batch, n));
      const { own, dW, db } = await engine.run('softmaxLoss32', {
        X: Tensor.of('float32', [rows.length, d], gather(Z, rows, d)),
        y: Tensor.of(
          'int64',
          [rows.length, 1],
          BigInt64Array.from(rows, (row) => BigInt(position.get(labels[row]!)!)),
        ),
        zero: Tensor.of('float32', [rows.length, 1], new Float32Array(rows.length)),
        W: Tensor.of('float32', [d, k], weights.values),
        b: Tensor.of('float32', [k], bias.values),
      });
      await breathe();
      for (const p of own!.data as Float32Array) loss -= Math.log(p) / n;
      const rate = (learningRate * (1 + Math.cos((Math.PI * step) / stepsInAll))) / 2;
      step++;
      weights.step(dW!.data as Float32Array, { step, rate, scale: 1 / rows.length });
      bias.step(db!.data as Float32Array, { step, rate, scale: 1 / rows.length });
    }
    if (!Number.isFinite(loss))
      throw new InputError(
        'parameter-out-of-range',
        `The loss of the linear probe is ${loss} after epoch ${epoch + 1}: take a learning rate below ${learningRate}.`,
      );
  }
  return {
    classes,
    fitted,
    transform,
    weights: matrix64(Float64Array.from(weights.values), d, k),
    bias: Float64Array.from(bias.values),
    steps: step,
    lossLastEpoch: loss,
  };
}

function gather(Z: Float32Array, rows: ArrayLike<number>, d: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(rows.length * d);
  for (let i = 0; i < rows.length; i++) out.set(Z.subarray(rows[i]! * d, (rows[i]! + 1) * d), i * d);
  return out;
}

/** One parameter with its moments. */
class AdamW {
  readonly values: Float32Array<ArrayBuffer>;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #weightDecay: number;

  constructor(size: number, { weightDecay }: { weightDecay: number }) {
    this.values = new Float32Array(size);
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
    this.#weightDecay = weightDecay;
  }

  /** @param step from 1 @param scale of the gradient, which is summed over rows */
  step(gradient: Float32Array, { step, rate, scale }: { step: number; rate: number; scale: number }): void {
    const shrink = 1 - rate * this.#weightDecay;
    const [unbias1, unbias2] = [1 - BETA1 ** step, 1 - BETA2 ** step];
    for (let i = 0; i < gradient.length; i++) {
      const own = gradient[i]! * scale;
      const first = (this.#first[i] = BETA1 * this.#first[i]! + (1 - BETA1) * own);
      const second = (this.#second[i] = BETA2 * this.#second[i]! + (1 - BETA2) * own * own);
      this.values[i] = shrink * this.values[i]! - (rate * (first / unbias1)) / (Math.sqrt(second / unbias2) + EPSILON);
    }
  }
}
