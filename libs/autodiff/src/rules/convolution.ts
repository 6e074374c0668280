/** @file Convolutions: the gradient of the image is a transposed convolution, that of the kernel a convolution of the image. */
import type { ValueName } from '@regatta/onnx';
import type { Ops } from '../ops.ts';
import type { RuleTable } from '../rule.ts';
import { explicitWindow, type Window } from '../window.ts';

export const CONVOLUTION = {
  Conv: (at) => {
    const { g, dY, X, inputs, attributes } = at;
    const W = inputs[1]!;
    const kernel = g.shapeOf(W).slice(2);
    const window = explicitWindow(attributes, kernel, g.shapeOf(X).slice(2));
    return [
      () => imageGradient(g, { dY, W, shape: g.shapeOf(X), window, group: attributes.group }),
      () => kernelGradient(g, { image: X, gradient: dY, shape: g.shapeOf(W), window, group: attributes.group }),
      () => sumPerChannel(g, dY),
    ];
  },
  // The image gradient of a convolution turned into an operator: image and gradient change places.
  ConvTranspose: (at) => {
    const { g, dY, X, inputs, attributes } = at;
    const W = inputs[1]!;
    const { group } = attributes;
    if (attributes.auto_pad !== 'NOTSET' || attributes.output_shape !== undefined) {
      throw at.fault('auto_pad and output_shape are not supported: export it with explicit pads');
    }
    const kernel = g.shapeOf(W).slice(2);
    const window = explicitWindow(attributes, kernel, g.shapeOf(dY).slice(2));
    const { strides, dilations, pads } = window;
    return [
      () => {
        const whole = g.node('Conv', [dY, W], { strides, dilations, pads, group });
        // Output padding lets the window fit once more than it was used.
        return g.shapeOf(X).reduce((x, length, axis) => (axis < 2 ? x : g.slice(x, axis, 0, length)), whole);
      },
      () => kernelGradient(g, { image: dY, gradient: X, shape: g.shapeOf(W), window, group }),
      () => sumPerChannel(g, dY),
    ];
  },
} satisfies RuleTable;

function sumPerChannel(g: Ops, dY: ValueName): ValueName {
  return g.sum(
    dY,
    [...g.shapeOf(dY).keys()].filter((axis) => axis !== 1),
    false,
  );
}

interface ImageGradient {
  readonly dY: ValueName;
  readonly W: ValueName;
  readonly shape: readonly number[];
  readonly window: Window;
  readonly group: number;
}

/** dX: every gradient times the kernel, added where the window stood. */
function imageGradient(g: Ops, { dY, W, shape, window, group }: ImageGradient): ValueName {
  const { kernel, strides, dilations, pads } = window;
  const space = shape.slice(2);
  // What no window reaches behind the last one gets zeros.
  const output_padding = space.map((length, i) => {
    const extent = (kernel[i]! - 1) * dilations[i]! + 1;
    const reached = (g.shapeOf(dY)[i + 2]! - 1) * strides[i]! + extent - pads[i]! - pads[i + space.length]!;
    return length - reached;
  });
  return g.node('ConvTranspose', [dY, W], { strides, dilations, pads, group, output_padding, kernel_shape: kernel });
}

interface KernelGradient {
  /** [n, group·c, ...space] */
  readonly image: ValueName;
  /** [n, m, ...windows] */
  readonly gradient: ValueName;
  /** Of the kernel: [m, c, ...kernel]. */
  readonly shape: readonly number[];
  readonly window: Window;
  readonly group: number;
}

/**
 * dW[m, c] = Σ over images and windows of gradient[m] times what the window saw of channel c: a convolution of the image by
 * the gradient, in which images and channels change places, and stride and dilation too.
 */
function kernelGradient(g: Ops, { image, gradient, shape, window, group }: KernelGradient): ValueName {
  const { kernel, strides, dilations, pads } = window;
  const [n, , ...space] = g.shapeOf(image) as [number, number, ...number[]];
  const [m, c] = shape as [number, number];
  const spaceAxes = space.map((_, i) => i + 2);
  const isPointwise = kernel.every((k) => k === 1) && strides.every((s) => s === 1) && pads.every((p) => p === 0);
  if (isPointwise && group === 1) {
    // A product of matrices: [m, n·windows] · [n·windows, c]
    const rows = (x: ValueName, channels: number) =>
      g.reshape(g.transpose(x, [1, 0, ...spaceAxes]), [channels, n * space.reduce((size, length) => size * length, 1)]);
    return g.reshape(g.node('Gemm', [rows(gradient, m), rows(image, c)], { transB: 1 }), shape);
  }
  // [n, group·c, ...] -> [c, group·n, ...]: each group convolves its own images.
  const grouped = g.reshape(image, [n, group, c, ...space]);
  const swapped = g.transpose(grouped, [2, 1, 0, ...spaceAxes.map((axis) => axis + 1)]);
  const images = g.reshape(swapped, [c, group * n, ...space]);
  const kernels = g.transpose(gradient, [1, 0, ...spaceAxes]);
  const result = g.node('Conv', [images, kernels], { strides: dilations, dilations: strides, pads, group });
  // Pixels behind the last window make it larger than the kernel.
  const cut = kernel.reduce((x, length, i) => g.slice(x, i + 2, 0, length), result);
  return g.transpose(cut, [1, 0, ...spaceAxes]);
}
