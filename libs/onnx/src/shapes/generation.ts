/** @file Operators that make tensors from shapes and constants, and those that give shapes. */
import { constantOf } from '../constants.ts';
import { dataTypeOfCode } from '../dataType.ts';
import type { Dimension } from '../model.ts';
import { fromFront, product } from './dimension.ts';
import { ELEMENTS_MAX, fact, factOf, fixed, type Fact } from './fact.ts';
import { sizeOf } from './indices.ts';
import type { NodeView, ShapeRules } from './nodeView.ts';

export const GENERATION: ShapeRules = {
  Constant: ({ node }) => {
    const tensor = constantOf(node);
    return tensor === null ? [] : [factOf(tensor)];
  },
  Shape: (node) => {
    const shape = node.input(0)?.shape;
    if (!shape) return [fact('int64', [null])];
    const { start = 0, end = shape.length } = node.opset >= 15 ? node.attributes('Shape') : {};
    const part = shape.slice(clampTo(start, shape.length), clampTo(end, shape.length));
    return [fact('int64', [part.length], part)];
  },
  Size: (node) => {
    const shape = node.input(0)?.shape;
    return [fact('int64', [], shape ? [product(shape)] : undefined)];
  },
  ConstantOfShape: (node) => {
    const value = node.attributes('ConstantOfShape').value;
    const shape = node.input(0)?.elements ?? null;
    const rank = node.input(0)?.shape?.[0];
    const dtype = value?.dtype ?? 'float32';
    if (shape === null) return [fact(dtype, typeof rank === 'number' ? new Array<null>(rank).fill(null) : null)];
    const [element] = value === undefined ? [0] : (factOf(value).elements ?? [null]);
    return [fact(dtype, shape, filled(shape, element!))];
  },
  Range: (node) => {
    const [start, limit, delta] = [0, 1, 2].map((i) => node.input(i)?.elements?.[0]);
    const dtype = node.inputs.find((input) => input !== undefined)?.dtype;
    if (dtype === undefined) return [];
    if (typeof start !== 'number' || typeof delta !== 'number' || typeof limit !== 'number') {
      // From 0 by 1, a symbol is its own count.
      return [fact(dtype, [start === 0 && delta === 1 ? (limit ?? null) : null])];
    }
    const count = Math.max(0, Math.ceil((limit - start) / delta));
    const elements = count <= ELEMENTS_MAX ? Array.from({ length: count }, (_, i) => start + i * delta) : undefined;
    return [fact(dtype, [count], elements)];
  },
  EyeLike: (node) => [ofAttributeType(node, node.attributes('EyeLike').dtype)],
  RandomNormalLike: (node) => [ofAttributeType(node, node.attributes('RandomNormalLike').dtype)],
  RandomUniformLike: (node) => [ofAttributeType(node, node.attributes('RandomUniformLike').dtype)],
  Bernoulli: (node) => [ofAttributeType(node, node.attributes('Bernoulli').dtype)],
  RandomNormal: (node) => {
    const { dtype, shape } = node.attributes('RandomNormal');
    return [fact(dataTypeOfCode(dtype) ?? 'float32', shape)];
  },
  RandomUniform: (node) => {
    const { dtype, shape } = node.attributes('RandomUniform');
    return [fact(dataTypeOfCode(dtype) ?? 'float32', shape)];
  },
  DequantizeLinear: (node) => [node.input(0) && fact(node.input(1)?.dtype ?? 'float32', node.input(0)!.shape)],
  QuantizeLinear: (node) => [node.input(0) && fact(node.input(2)?.dtype ?? 'uint8', node.input(0)!.shape)],
};

/** Shape of the first input, type of the attribute where it says one. */
function ofAttributeType(node: NodeView, code: number | undefined): Fact | undefined {
  const like = node.input(0);
  const dtype = code === undefined ? like?.dtype : dataTypeOfCode(code);
  return like === undefined || dtype === undefined ? undefined : fact(dtype, like.shape);
}

function filled(shape: readonly Dimension[], element: Dimension): Dimension[] | undefined {
  const lengths = fixed(shape);
  const size = lengths === null ? Infinity : sizeOf(lengths);
  return size <= ELEMENTS_MAX ? new Array<Dimension>(size).fill(element) : undefined;
}

function clampTo(at: number, rank: number): number {
  return Math.min(rank, Math.max(0, fromFront(at, rank)));
}
