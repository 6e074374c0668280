/**
 * @file The control `pixel-statistics`: how bright and how colourful an image is, and nothing of what it shows.
 *
 * Per channel: mean, standard deviation, the third central moment over the variance and the root of the fourth over the
 * variance (so that all are bounded and in the unit of a pixel, and none trembles where a moment is near zero), and nine
 * quantiles. Between channels: the three correlations. 42 numbers.
 */
import type { Model, ValueName } from '@regatta/onnx';
import { ImageGraph } from './imageGraph.ts';

export const PIXEL_STATISTICS_SIDE = 32;
const PIXELS = PIXEL_STATISTICS_SIDE * PIXEL_STATISTICS_SIDE;
/** Minimum, the seven eighths between, maximum. */
const QUANTILES = 9;
export const PIXEL_STATISTICS_DIMENSION = 3 * 4 + 3 + 3 * QUANTILES;
/** Variance below which a channel counts as constant: a hundredth of one step of 255, squared. */
const VARIANCE_MIN = 1.5e-9;

export function pixelStatisticsModel(): Model {
  const graph = new ImageGraph('pixel-statistics', PIXEL_STATISTICS_SIDE);
  const { builder: b } = graph;
  // [batch, 3, pixels]
  const x = b.node('Transpose', [graph.reshape(graph.pixels, 0, PIXELS, 3)], { perm: [0, 2, 1] });
  const averaged = (value: ValueName) => b.node('ReduceMean', [value, graph.ints(2)], { keepdims: 1 });
  const mean = averaged(x);
  const centred = b.node('Sub', [x, mean]);
  const squared = b.node('Mul', [centred, centred]);
  const variance = averaged(squared);
  const third = averaged(b.node('Mul', [squared, centred]));
  const fourth = averaged(b.node('Mul', [squared, squared]));
  const deviation = b.node('Sqrt', [variance]);
  const safeVariance = b.node('Max', [variance, graph.float(VARIANCE_MIN)]);
  const lopsidedness = b.node('Div', [third, safeVariance]);
  const spread = b.node('Sqrt', [b.node('Div', [fourth, safeVariance])]);

  const covariance = b.node('Div', [
    b.node('MatMul', [centred, b.node('Transpose', [centred], { perm: [0, 2, 1] })]),
    graph.float(PIXELS),
  ]);
  const safe = b.node('Sqrt', [safeVariance]);
  const correlation = b.node('Div', [
    covariance,
    b.node('MatMul', [safe, b.node('Transpose', [safe], { perm: [0, 2, 1] })]),
  ]);
  // Red with green, red with blue, green with blue.
  const pairs = b.node('Gather', [graph.reshape(correlation, 0, 9), graph.ints(1, 2, 5)], { axis: 1 });

  const [sorted] = b.nodes('TopK', [x, graph.ints(PIXELS)], 2, { axis: 2, largest: 0, sorted: 1 });
  const positions = Array.from({ length: QUANTILES }, (_, i) => Math.round((i / (QUANTILES - 1)) * (PIXELS - 1)));
  const quantiles = b.node('Gather', [sorted!, graph.ints(...positions)], { axis: 2 });

  const perChannel = [mean, deviation, lopsidedness, spread].map((value) => graph.reshape(value, 0, 3));
  const features = b.node('Concat', [...perChannel, pairs, graph.reshape(quantiles, 0, 3 * QUANTILES)], { axis: 1 });
  return graph.finish(features, PIXEL_STATISTICS_DIMENSION);
}
