/** @file A text tower, ready to run: texts in, one feature per text out. */
import { GraphError, Tensor, selectOutputs, type Model } from '@regatta/onnx';
import { FeedError, createSession, type Session } from '@regatta/runtime';
import { matrix, type Matrix } from '@regatta/tensor';
import { readNetwork } from '../buildEncoder.ts';
import { EncoderError } from '../errors.ts';
import { textBatches, type TextBatch } from './textBatches.ts';
import type { TextTokenizer } from './textTokenizer.ts';
import type { TextTowerSpec } from './textTowerSpec.ts';

export interface TextTowerParts {
  /** Of the encoder, for messages. */
  readonly name: string;
  /** An ONNX file. */
  readonly weights: Uint8Array;
  readonly spec: TextTowerSpec;
  readonly tokenizer: TextTokenizer;
  readonly threads?: number | undefined;
}

interface Ports {
  readonly ids: string;
  /** null: the network has no mask. */
  readonly mask: string | null;
}

export class TextTower {
  readonly #session: Session;
  readonly #parts: TextTowerParts;
  readonly #ports: Ports;

  private constructor(session: Session, parts: TextTowerParts, ports: Ports) {
    this.#session = session;
    this.#parts = parts;
    this.#ports = ports;
  }

  /**
   * Loads the network on the CPU, where its numbers are the same on every machine of a kind.
   * @throws {EncoderError} it is no network, or not as the spec says: what is there instead stands in the message
   * @throws {SessionError} ONNX Runtime does not take it
   */
  static async open(parts: TextTowerParts): Promise<TextTower> {
    const { model, ports } = cut(parts);
    const { threads } = parts;
    const session = await createSession(model, { provider: 'cpu', ...(threads === undefined ? {} : { threads }) });
    return new TextTower(session, parts, ports);
  }

  /**
   * One feature per text, in their order; equal texts are computed once.
   * @param breathe called between runs; throw from it to stop
   * @throws {EncoderError} it takes no texts of this length, or its features are not [texts, d], or not finite
   * @throws {SessionError} a run fails, for example at an id that its vocabulary does not have
   */
  async embed(texts: readonly string[], breathe: () => Promise<void> = async () => {}): Promise<Matrix> {
    const { tokenizer, spec } = this.#parts;
    let features: Float32Array | null = null;
    let width = 0;
    for (const batch of textBatches(texts, { ...spec, tokenizer })) {
      const { data, columns } = await this.#run(batch);
      features ??= new Float32Array(texts.length * (width = columns));
      for (const [row, places] of batch.places.entries()) {
        const feature = data.subarray(row * width, (row + 1) * width);
        for (const place of places) features.set(feature, place * width);
      }
      await breathe();
    }
    return matrix(features ?? new Float32Array(0), texts.length, width);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  async #run({ ids, mask, rows, tokens }: TextBatch): Promise<{ data: Float32Array; columns: number }> {
    const { name, spec } = this.#parts;
    const feeds: Record<string, Tensor> = { [this.#ports.ids]: this.#integers(this.#ports.ids, [rows, tokens], ids) };
    if (this.#ports.mask !== null) {
      const attended = spec.attendsPadding ? mask.map(() => 1) : mask;
      feeds[this.#ports.mask] = this.#integers(this.#ports.mask, [rows, tokens], attended);
    }
    const outputs = await this.#session.run(feeds).catch((error: unknown) => {
      if (!(error instanceof FeedError)) throw error;
      throw new EncoderError(`The text tower of encoder "${name}" takes other texts: ${error.message}`, {
        cause: error,
      });
    });
    const { shape, dtype, data } = outputs[spec.output]!;
    const [got, columns] = shape;
    if (shape.length !== 2 || got !== rows || dtype !== 'float32') {
      throw new EncoderError(
        `The text tower of encoder "${name}" gave "${spec.output}" as ${dtype} [${shape.join(', ')}], expected float32 [${rows}, d]: name its pooled output.`,
      );
    }
    const features = data as Float32Array;
    if (!features.every((value) => Number.isFinite(value))) {
      throw new EncoderError(`The text tower of encoder "${name}" gave features that are not finite.`);
    }
    return { data: features, columns: columns! };
  }

  #integers(port: string, shape: readonly number[], values: Int32Array): Tensor {
    const dtype = this.#session.inputs.find(({ name }) => name === port)?.dtype;
    return dtype === 'int32'
      ? Tensor.of('int32', shape, values)
      : Tensor.of('int64', shape, BigInt64Array.from(values, BigInt));
  }
}

/** The network up to its output, and which of its inputs are which. @throws {EncoderError} */
function cut({ name, weights, spec: { output, inputs } }: TextTowerParts): { model: Model; ports: Ports } {
  const network = readNetwork(weights, `${name} (text)`);
  try {
    const model = selectOutputs(network, [output]);
    const needed = model.graph.inputs
      .map((value) => value.name)
      .filter((value) => !model.graph.initializers.has(value));
    const others = needed.filter((value) => value !== inputs.ids && value !== inputs.mask);
    if (!needed.includes(inputs.ids) || others.length > 0) {
      throw new EncoderError(
        `The text tower of encoder "${name}" takes the inputs ${needed.join(', ')}; expected "${inputs.ids}" and at most ` +
          `"${inputs.mask}" beside it. Name them as \`inputs: {ids: …, mask: …}\`.`,
      );
    }
    return { model, ports: { ids: inputs.ids, mask: needed.includes(inputs.mask) ? inputs.mask : null } };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const outputs = network.graph.outputs.map((value) => value.name).join(', ');
    throw new EncoderError(
      `The text tower of encoder "${name}" has no output "${output}": ${error.message} Its outputs: ${outputs}.`,
      { cause: error },
    );
  }
}
