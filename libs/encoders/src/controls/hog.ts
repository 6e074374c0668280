/**
 * @file The control `hog`: outlines, and nothing of colour. Histograms of oriented gradients after Dalal and Triggs (CVPR
 * 2005): gradients by [-1, 0, 1], 9 unsigned orientations, cells of 8 x 8 pixels, blocks of 2 x 2 cells with L2-Hys.
 *
 * This one differs: gradients are those of the luminance and not of the strongest channel, and a pixel votes for its own
 * cell alone and not for its neighbours.
 */
import type { Model } from '@regatta/onnx';
import { ImageGraph } from './imageGraph.ts';

export const HOG_SIDE = 64;
const ORIENTATIONS = 9;
const CELL = 8;
const CELLS = HOG_SIDE / CELL;
const BLOCKS = CELLS - 1;
/** Largest share of one direction in a block. */
const CLIP = 0.2;
/** Keeps blocks without any gradient at zero. */
const EPSILON = 1e-3;
/** ITU-R BT.601. */
const LUMINANCE = [0.299, 0.587, 0.114];
export const HOG_DIMENSION = BLOCKS * BLOCKS * 4 * ORIENTATIONS;

export function hogModel(): Model {
  const graph = new ImageGraph('hog', HOG_SIDE);
  const { builder: b } = graph;
  // The square root evens out strong light. [batch, 3, side, side] -> [batch, 1, side, side]
  const root = b.node('Transpose', [b.node('Sqrt', [graph.pixels])], { perm: [0, 3, 1, 2] });
  const gray = b.node('Conv', [root, graph.floats([1, 3, 1, 1], LUMINANCE)], { kernel_shape: [1, 1] });
  // Borders are repeated, so that they make no edge of their own.
  const padded = b.node('Pad', [gray, graph.ints(0, 0, 1, 1, 0, 0, 1, 1)], { mode: 'edge' });
  const kernels = graph.floats([2, 1, 3, 3], [0, 0, 0, -1, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0]);
  const gradient = b.node('Conv', [padded, kernels], { kernel_shape: [3, 3] });
  const [dx, dy] = [0, 1].map((axis) => b.node('Gather', [gradient, graph.ints(axis)], { axis: 1 })) as [
    string,
    string,
  ];
  const magnitude = b.node('Sqrt', [b.node('Add', [b.node('Mul', [dx, dx]), b.node('Mul', [dy, dy])])]);

  // Orientation in bins, 0 .. 9, the middle of bin k at k + 1/2: Atan gives -π/2 .. π/2, where opposite directions are one.
  const isUpright = b.node('Equal', [dx, graph.float(0)]);
  const slope = b.node('Div', [dy, b.node('Where', [isUpright, graph.float(1e-30), dx])]);
  const turn = b.node('Add', [
    b.node('Mul', [b.node('Atan', [slope]), graph.float(ORIENTATIONS / Math.PI)]),
    graph.float(ORIENTATIONS / 2),
  ]);
  const middles = graph.floats(
    [ORIENTATIONS, 1, 1],
    Array.from({ length: ORIENTATIONS }, (_, bin) => bin + 0.5),
  );
  const apart = b.node('Abs', [b.node('Sub', [turn, middles])]);
  const around = b.node('Min', [apart, b.node('Sub', [graph.float(ORIENTATIONS), apart])]);
  const share = b.node('Relu', [b.node('Sub', [graph.float(1), around])]);
  const votes = b.node('Mul', [share, magnitude]);

  // Mean per cell, [batch, orientations, cells, cells]; a mean and not a sum, which the blocks divide out again.
  const cells = b.node('AveragePool', [votes], { kernel_shape: [CELL, CELL], strides: [CELL, CELL] });
  const corners = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ].map(([top, left]) =>
    b.node('Slice', [cells, graph.ints(top!, left!), graph.ints(top! + BLOCKS, left! + BLOCKS), graph.ints(2, 3)]),
  );
  const blocks = b.node('Concat', corners, { axis: 1 });
  const unit = (value: string) => {
    const squares = b.node('ReduceSum', [b.node('Mul', [value, value]), graph.ints(1)], { keepdims: 1 });
    return b.node('Div', [value, b.node('Sqrt', [b.node('Add', [squares, graph.float(EPSILON ** 2)])])]);
  };
  const clipped = b.node('Min', [unit(blocks), graph.float(CLIP)]);
  return graph.finish(graph.reshape(unit(clipped), 0, HOG_DIMENSION), HOG_DIMENSION);
}
