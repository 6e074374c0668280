/** @file Pooling windows. */
import type { ValueName } from '@regatta/onnx';
import type { RuleTable, Site } from '../rule.ts';
import { scatterAdd } from '../scatterAlong.ts';
import { explicitWindow, type Window } from '../window.ts';

export const POOLING = {
  // To the largest of each window, which the second output names; windows overlap.
  MaxPool: ({ g, dY, X, outputs }) => [
    () => {
      const [shape, windows] = [g.shapeOf(X), g.shapeOf(dY)];
      const size = (lengths: readonly number[]) => lengths.reduce((product, n) => product * n, 1);
      const [x, indices] = [dY, outputs[1]!].map((value) => g.reshape(value, [size(windows)]));
      return g.reshape(scatterAdd(g, { into: [size(shape)], indices: indices!, x: x!, axis: 0 }), shape);
    },
  ],
  AveragePool: (at) => [() => averageBack(at)],
} satisfies RuleTable;

/** Each gradient, divided by how many pixels its window averaged, added to all of them. */
function averageBack(at: Site<'AveragePool'>): ValueName {
  const { g, dY, X, attributes } = at;
  const [n, c, ...space] = g.shapeOf(X) as [number, number, ...number[]];
  const windows = g.shapeOf(dY).slice(2);
  const window = explicitWindow(attributes, attributes.kernel_shape, space);
  const counts = countsOf(window, space, windows, attributes.count_include_pad === 1);
  const share = g.div(g.reshape(dY, [n * c, 1, ...windows]), g.table([1, 1, ...windows], counts, dY));
  const { kernel, strides, dilations, pads } = window;
  const ones = g.filled(1, [1, 1, ...kernel], dY);
  // Windows reach into the padding, and with ceil_mode beyond it: everything is spread, then cut to the image.
  const spread = g.node('ConvTranspose', [share, ones], { strides, dilations, kernel_shape: kernel });
  const before = [0, 0, ...space.map((_, i) => -pads[i]!)];
  const behind = [0, 0, ...space.map((length, i) => length + pads[i]! - g.shapeOf(spread)[i + 2]!)];
  return g.reshape(g.pad(spread, before, behind), g.shapeOf(X));
}

/** Pixels that each window averages: those of the image, or those of its padding too. */
function countsOf(window: Window, space: readonly number[], windows: readonly number[], countsPadding: boolean) {
  const perAxis = windows.map((count, i) => {
    const [pad, behind] = [window.pads[i]!, window.pads[i + space.length]!];
    const [low, high] = countsPadding ? [-pad, space[i]! + behind] : [0, space[i]!];
    return Array.from({ length: count }, (_, w) => {
      const places = Array.from(
        { length: window.kernel[i]! },
        (_, k) => w * window.strides[i]! - pad + k * window.dilations[i]!,
      );
      return places.filter((place) => place >= low && place < high).length;
    });
  });
  return Float32Array.from(perAxis.reduce((products, axis) => products.flatMap((p) => axis.map((n) => p * n)), [1]));
}
