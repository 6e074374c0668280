/**
 * @file The control `random-vit`: a small vision transformer whose weights nobody has trained. What it finds is due to the
 * architecture alone.
 *
 * As in Dosovitskiy et al. (ICLR 2021), pre-norm: patches of 8 x 8, width 128, 4 layers, 4 heads; the feature is the mean of
 * the tokens behind the last normalisation, there is no class token. Weights are uniform with Glorot's variance, from a fixed
 * seed, by arithmetic that is exact on every machine: the file has the same bytes everywhere.
 */
import { Random } from '@regatta/tensor';
import { Tensor, type Model, type ValueName } from '@regatta/onnx';
import { ImageGraph } from './imageGraph.ts';

export const RANDOM_VIT_SIDE = 64;
const PATCH = 8;
const TOKENS = (RANDOM_VIT_SIDE / PATCH) ** 2;
const WIDTH = 128;
const HEADS = 4;
const HEAD_WIDTH = WIDTH / HEADS;
const LAYERS = 4;
const HIDDEN = 4 * WIDTH;
export const RANDOM_VIT_DIMENSION = WIDTH;
const SEED = 'regatta random-vit 1';
/** Half-width of the uniform position embedding: its standard deviation is about the usual 0.02 of an initialisation. */
const POSITION_RANGE = 0.035;

export function randomVitModel(): Model {
  return new RandomVit().build();
}

class RandomVit {
  readonly #graph = new ImageGraph('random-vit', RANDOM_VIT_SIDE);
  readonly #random = new Random(SEED);

  build(): Model {
    const graph = this.#graph;
    const { builder: b } = graph;
    // Pixels from -1 to 1, as most vision transformers take them.
    const centred = b.node('Sub', [b.node('Mul', [graph.pixels, graph.float(2)]), graph.float(1)]);
    const planes = b.node('Transpose', [centred], { perm: [0, 3, 1, 2] });
    const kernel = this.#weights('patch.weight', [WIDTH, 3, PATCH, PATCH], 3 * PATCH * PATCH, WIDTH);
    const patches = b.node('Conv', [planes, kernel], { kernel_shape: [PATCH, PATCH], strides: [PATCH, PATCH] });
    const tokens = b.node('Transpose', [graph.reshape(patches, 0, WIDTH, TOKENS)], { perm: [0, 2, 1] });
    let x = b.node('Add', [tokens, this.#uniform('position', [TOKENS, WIDTH], POSITION_RANGE)]);
    for (let layer = 0; layer < LAYERS; layer++) {
      x = b.node('Add', [x, this.#attention(`layer${layer}`, this.#normalized(x))]);
      x = b.node('Add', [x, this.#mlp(`layer${layer}`, this.#normalized(x))]);
    }
    const features = b.node('ReduceMean', [this.#normalized(x), graph.ints(1)], { keepdims: 0 });
    return graph.finish(features, WIDTH);
  }

  /** x [batch, tokens, width] -> softmax(Q Kᵀ / √d) V, heads joined and projected. */
  #attention(name: string, x: ValueName): ValueName {
    const { builder: b } = this.#graph;
    const head = (part: string, perm: readonly number[]) => {
      const projected = b.node('MatMul', [x, this.#weights(`${name}.${part}`, [WIDTH, WIDTH], WIDTH, WIDTH)]);
      return b.node('Transpose', [this.#graph.reshape(projected, 0, TOKENS, HEADS, HEAD_WIDTH)], { perm });
    };
    const query = head('query', [0, 2, 1, 3]);
    const key = head('key', [0, 2, 3, 1]);
    const value = head('value', [0, 2, 1, 3]);
    const scores = b.node('Mul', [b.node('MatMul', [query, key]), this.#graph.float(HEAD_WIDTH ** -0.5)]);
    const mixed = b.node('MatMul', [b.node('Softmax', [scores], { axis: -1 }), value]);
    const joined = this.#graph.reshape(b.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), 0, TOKENS, WIDTH);
    return b.node('MatMul', [joined, this.#weights(`${name}.output`, [WIDTH, WIDTH], WIDTH, WIDTH)]);
  }

  #mlp(name: string, x: ValueName): ValueName {
    const { builder: b } = this.#graph;
    const hidden = b.node('MatMul', [x, this.#weights(`${name}.up`, [WIDTH, HIDDEN], WIDTH, HIDDEN)]);
    return b.node('MatMul', [this.#gelu(hidden), this.#weights(`${name}.down`, [HIDDEN, WIDTH], HIDDEN, WIDTH)]);
  }

  /** x/2 (1 + erf(x/√2)) */
  #gelu(x: ValueName): ValueName {
    const { builder: b } = this.#graph;
    const erf = b.node('Erf', [b.node('Div', [x, this.#graph.float(Math.SQRT2)])]);
    const half = b.node('Mul', [x, this.#graph.float(0.5)]);
    return b.node('Mul', [half, b.node('Add', [erf, this.#graph.float(1)])]);
  }

  #normalized(x: ValueName): ValueName {
    const scale = this.#graph.floats([WIDTH], new Float32Array(WIDTH).fill(1));
    return this.#graph.builder.node('LayerNormalization', [x, scale], { axis: -1, epsilon: 1e-6 });
  }

  /** Glorot and Bengio (2010): uniform with variance 2 / (fanIn + fanOut). */
  #weights(name: string, shape: readonly number[], fanIn: number, fanOut: number): ValueName {
    return this.#uniform(name, shape, Math.sqrt(6 / (fanIn + fanOut)));
  }

  #uniform(name: string, shape: readonly number[], range: number): ValueName {
    const random = this.#random.fork(name);
    const count = shape.reduce((product, n) => product * n, 1);
    const values = Float32Array.from({ length: count }, () => (2 * random.next() - 1) * range);
    return this.#graph.builder.initializer(name, Tensor.of('float32', shape, values));
  }
}
