/**
 * @file The control `color-histogram`: which colours an image has and how much of each, and nothing of where they are.
 *
 * A joint histogram of red, green and blue (Swain and Ballard, 1991) of 6 x 6 x 6 bins. A pixel counts for the two nearest
 * bins of each channel, by nearness (linear interpolation), so that a little more light does not move it from one bin to
 * the next. Under the square root, where the Euclidean distance is that of Hellinger.
 */
import type { Model } from '@regatta/onnx';
import { ImageGraph } from './imageGraph.ts';

export const COLOR_HISTOGRAM_SIDE = 32;
const PIXELS = COLOR_HISTOGRAM_SIDE * COLOR_HISTOGRAM_SIDE;
/** Per channel. */
const BINS = 6;
export const COLOR_HISTOGRAM_DIMENSION = BINS ** 3;

export function colorHistogramModel(): Model {
  const graph = new ImageGraph('color-histogram', COLOR_HISTOGRAM_SIDE);
  const { builder: b } = graph;
  // [batch, 3, 1, pixels], a pixel's place among the bins, against the bins' own places, [bins, 1].
  const planes = b.node('Transpose', [graph.reshape(graph.pixels, 0, PIXELS, 3)], { perm: [0, 2, 1] });
  const place = b.node('Mul', [graph.reshape(planes, 0, 3, 1, PIXELS), graph.float(BINS - 1)]);
  const bins = graph.floats([BINS, 1], [...Array(BINS).keys()]);
  const distance = b.node('Abs', [b.node('Sub', [place, bins])]);
  const share = b.node('Relu', [b.node('Sub', [graph.float(1), distance])]);
  // [batch, 1, bins, pixels] each
  const [red, green, blue] = b.nodes('Split', [share, graph.ints(1, 1, 1)], 3, { axis: 1 }) as [string, string, string];
  // Every pair of a red and a green bin, [batch, bins * bins, pixels]; summed over the pixels with the blue ones.
  const pairs = b.node('Mul', [graph.reshape(red, 0, BINS, 1, PIXELS), graph.reshape(green, 0, 1, BINS, PIXELS)]);
  const blues = b.node('Transpose', [graph.reshape(blue, 0, BINS, PIXELS)], { perm: [0, 2, 1] });
  const counts = b.node('MatMul', [graph.reshape(pairs, 0, BINS * BINS, PIXELS), blues]);
  const shares = b.node('Div', [graph.reshape(counts, 0, COLOR_HISTOGRAM_DIMENSION), graph.float(PIXELS)]);
  return graph.finish(b.node('Sqrt', [shares]), COLOR_HISTOGRAM_DIMENSION);
}
