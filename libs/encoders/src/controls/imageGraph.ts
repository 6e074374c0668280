/** @file What the graphs of all controls begin and end with: pixels as they are in, one row of features per image out. */
import { GraphBuilder, Tensor, dataTypeCode, type Model, type ValueName } from '@regatta/onnx';

export const CONTROL_INPUT = 'image';
export const CONTROL_OUTPUT = 'features';
/** The newest that every runtime of the last years has, with LayerNormalization and TopK in it. */
const OPSET = 18;

/** A builder with the few words that every control's graph needs. */
export class ImageGraph {
  readonly builder: GraphBuilder;
  /** float32 [batch, side, side, 3] in 0 .. 1 */
  readonly pixels: ValueName;

  /** @param side of the square input, in pixels */
  constructor(name: string, side: number) {
    this.builder = new GraphBuilder({ opset: OPSET, name });
    const image = this.builder.input(CONTROL_INPUT, 'uint8', ['batch', side, side, 3]);
    const numbers = this.builder.node('Cast', [image], { to: dataTypeCode('float32') });
    this.pixels = this.builder.node('Div', [numbers, this.float(255)]);
  }

  float(value: number): ValueName {
    return this.builder.constant(Tensor.scalar('float32', value));
  }

  floats(shape: readonly number[], values: ArrayLike<number>): ValueName {
    return this.builder.constant(Tensor.of('float32', shape, Float32Array.from(values)));
  }

  ints(...values: number[]): ValueName {
    return this.builder.constant(Tensor.of('int64', [values.length], values));
  }

  /** `0` keeps a dimension, `-1` is what is left. */
  reshape(value: ValueName, ...shape: number[]): ValueName {
    return this.builder.node('Reshape', [value, this.ints(...shape)]);
  }

  /** Ends the graph. @param features float32 [batch, dimension] */
  finish(features: ValueName, dimension: number): Model {
    this.builder.nodes('Identity', [features], [CONTROL_OUTPUT]);
    this.builder.output(CONTROL_OUTPUT, 'float32', ['batch', dimension]);
    return this.builder.build();
  }
}
