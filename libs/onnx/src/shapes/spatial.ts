/** @file Convolutions, pooling and resizing of images [batch, channels, ...space]. */
import type { Dimension } from '../model.ts';
import { fact, numbers, hasShape, type Fact } from './fact.ts';
import type { NodeView, ShapeRule, ShapeRules } from './nodeView.ts';

interface Window {
  readonly auto_pad: string;
  readonly pads?: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly ceil_mode?: number;
}

export const SPATIAL: ShapeRules = {
  Conv: (node) => {
    const [data, weight] = [node.input(0), node.input(1)];
    if (!hasShape(data) || !hasShape(weight)) return [data && fact(data.dtype, null)];
    const attributes = node.attributes('Conv');
    const kernel = attributes.kernel_shape ?? weight.shape.slice(2);
    const channels = weight.shape[1];
    const given = data.shape[1];
    if (typeof channels === 'number' && typeof given === 'number' && channels * attributes.group !== given) {
      throw node.fault(`expected ${channels * attributes.group} channels, got ${given}`);
    }
    return [fact(data.dtype, [data.shape[0]!, weight.shape[0]!, ...pooled(data, kernel, attributes)])];
  },
  ConvTranspose: (node) => {
    const [data, weight] = [node.input(0), node.input(1)];
    if (!hasShape(data) || !hasShape(weight)) return [data && fact(data.dtype, null)];
    const { group, kernel_shape, output_shape, output_padding, ...window } = node.attributes('ConvTranspose');
    const kernel = kernel_shape ?? weight.shape.slice(2);
    const rank = kernel.length;
    const space = kernel.map((size, i): Dimension => {
      if (output_shape !== undefined) return output_shape.at(i - rank)!;
      const length = data.shape[i + 2]!;
      if (typeof length !== 'number' || typeof size !== 'number') return null;
      const stride = window.strides?.[i] ?? 1;
      if (window.auto_pad.startsWith('SAME')) return length * stride;
      const extent = (size - 1) * (window.dilations?.[i] ?? 1) + 1;
      const pads = (window.pads?.[i] ?? 0) + (window.pads?.[i + rank] ?? 0);
      return stride * (length - 1) + (output_padding?.[i] ?? 0) + extent - pads;
    });
    const perGroup = weight.shape[1]!;
    return [fact(data.dtype, [data.shape[0]!, typeof perGroup === 'number' ? perGroup * group : null, ...space])];
  },
  MaxPool: pool('MaxPool'),
  AveragePool: pool('AveragePool'),
  LpPool: pool('LpPool'),
  Resize: (node) => {
    const isOld = node.opset < 11;
    const attributes = node.attributes('Resize');
    const [scales, sizes] = isOld
      ? [node.input(1), undefined]
      : [node.input(2), node.has(3) ? node.input(3) : undefined];
    return [resized(node, scales, sizes, attributes)];
  },
  Upsample: (node) => [
    resized(
      node,
      node.opset >= 9 ? node.input(1) : undefined,
      undefined,
      {},
      node.opset < 9 ? node.attributes('Upsample').scales : undefined,
    ),
  ],
};

function pool(op: 'MaxPool' | 'AveragePool' | 'LpPool'): ShapeRule {
  return (node) => {
    const data = node.input(0);
    if (!hasShape(data)) return [data];
    const attributes = node.attributes(op) as Window & { kernel_shape: readonly number[] };
    const shape = [...data.shape.slice(0, 2), ...pooled(data, attributes.kernel_shape, attributes)];
    return [fact(data.dtype, shape), fact('int64', shape)];
  };
}

/** How often a window fits, per dimension of space. */
function pooled(data: Fact, kernel: readonly Dimension[], window: Window): Dimension[] {
  return kernel.map((size, i) => {
    const length = data.shape![i + 2]!;
    if (typeof length !== 'number' || typeof size !== 'number') return null;
    const stride = window.strides?.[i] ?? 1;
    if (window.auto_pad.startsWith('SAME')) return Math.ceil(length / stride);
    const [before, after] = [window.pads?.[i] ?? 0, window.pads?.[i + kernel.length] ?? 0];
    const extent = (size - 1) * (window.dilations?.[i] ?? 1) + 1;
    const steps = (length + before + after - extent) / stride;
    if (window.ceil_mode !== 1) return Math.floor(steps) + 1;
    const count = Math.ceil(steps) + 1;
    // A window that would begin in the padding behind the image is left out.
    return (count - 1) * stride >= length + before ? count - 1 : count;
  });
}

function resized(
  node: NodeView,
  scales: Fact | undefined,
  sizes: Fact | undefined,
  {
    axes: asked,
    keep_aspect_ratio_policy: policy = 'stretch',
  }: { axes?: readonly number[]; keep_aspect_ratio_policy?: string },
  scaleNumbers: readonly number[] | null = numbers(scales),
): Fact | undefined {
  const data = node.input(0);
  if (!hasShape(data)) return data;
  const axes = asked ?? [...data.shape.keys()];
  const shape = [...data.shape];
  for (const [i, axis] of axes.entries()) {
    const length = shape[axis]!;
    const scale = scaleNumbers?.[i];
    if (sizes !== undefined) shape[axis] = policy === 'stretch' ? (sizes.elements?.[i] ?? null) : null;
    else if (scale === 1) continue;
    else shape[axis] = typeof length === 'number' && scale !== undefined ? Math.floor(length * scale) : null;
  }
  return fact(data.dtype, shape);
}
