/** @file Encoders small enough for the tests of the catalog, as files that a person would bring. */
import { writeFile } from 'node:fs/promises';
import { GraphBuilder, Tensor, serializeModel } from '@regatta/onnx';

export interface TinyOptions {
  /** Decides the weights. @default 1 */
  readonly factor?: number;
  /**
   * `flat`: the same features for every image; `mixed`: features of an image depend on its neighbours in the batch;
   * `collapsed`: all of them are the brightness.
   */
  readonly fault?: 'flat' | 'mixed' | 'collapsed';
  /** Takes pixels as they are, so that its graph says everything. */
  readonly isUint8?: boolean;
  /** Numbers that nothing changes: they make the file large. @default 0 */
  readonly padding?: number;
  /** Of the images. @default 4 @unit pixels */
  readonly side?: number;
  /** Length of the embedding, which then repeats itself; a multiple of 3. @default 3 */
  readonly width?: number;
}

/** Planes [batch, 3, 4, 4] and embedding [batch, 3], their mean times the factor. */
export function tinyNetwork({
  factor = 1,
  fault,
  isUint8 = false,
  padding = 0,
  side = 4,
  width = 3,
}: TinyOptions = {}): Uint8Array {
  const graph = new GraphBuilder({ name: 'tiny' });
  const input = isUint8
    ? graph.node('Cast', [graph.input('image', 'uint8', ['batch', 3, side, side])], { to: 1 })
    : graph.input('pixel_values', 'float32', ['batch', 3, side, side]);
  const axes = (...values: number[]) => graph.constant(Tensor.of('int64', [values.length], values));
  const weight = graph.initializer('weight', Tensor.of('float32', [1], [fault === 'flat' ? 0 : factor]));
  graph.nodes('Mul', [input, weight], ['planes']);
  let pooled = graph.node('ReduceMean', ['planes', axes(2, 3)], { keepdims: 0 });
  if (fault === 'mixed') pooled = graph.node('Sub', [pooled, graph.node('ReduceMean', [pooled, axes(0)])]);
  if (fault === 'collapsed') {
    const brightness = graph.node('ReduceMean', [pooled, axes(1)], { keepdims: 1 });
    pooled = graph.node('Concat', [brightness, brightness, brightness], { axis: 1 });
  }
  if (padding > 0) {
    const zeros = graph.initializer('padding', Tensor.of('float32', [padding], new Float32Array(padding)));
    pooled = graph.node('Add', [pooled, graph.node('ReduceMean', [zeros, axes(0)], { keepdims: 0 })]);
  }
  graph.nodes('Concat', new Array<string>(width / 3).fill(pooled), ['embedding'], { axis: 1 });
  graph.output('embedding', 'float32', ['batch', width]);
  return serializeModel(graph.build());
}

export interface ManifestOptions {
  readonly name?: string;
  readonly weights?: string;
  /** More lines. */
  readonly extra?: string;
}

export async function writeManifest(path: string, options: ManifestOptions = {}): Promise<string> {
  const { name = 'tiny', weights = 'tiny.onnx', extra = '' } = options;
  await writeFile(
    path,
    [
      `name: ${name}`,
      `weights: ${weights}`,
      'input: {name: pixel_values}',
      'preprocessing:',
      '  resize: {mode: exact, size: 4, interpolation: bilinear}',
      '  mean: [0.5, 0.5, 0.5]',
      '  std: [0.5, 0.5, 0.5]',
      'tap: embedding',
      'taps:',
      '  planes: {tensor: planes, pooling: average}',
      'licence: CC0-1.0',
      extra,
    ].join('\n'),
  );
  return path;
}
