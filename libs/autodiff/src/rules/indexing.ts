/** @file Operators that pick elements by index, or put them there. Gradients of what was picked twice add up. */
import type { ValueName } from '@regatta/onnx';
import { fromFront, type RuleTable, type Site } from '../rule.ts';
import { scatterAdd } from '../scatterAlong.ts';

export const INDEXING = {
  Gather: (at) => [() => gatherBack(at), null],
  GatherElements: ({ g, dY, X, inputs, attributes }) => [
    () =>
      scatterAdd(g, { into: g.shapeOf(X), indices: inputs[1]!, x: dY, axis: fromFront(attributes.axis, g.rankOf(X)) }),
    null,
  ],
  GatherND: (at) => [() => gatherNdBack(at), null],
  // dX without what was overwritten; dU = dY at the places
  ScatterElements: (at) => {
    const {
      g,
      dY,
      inputs,
      attributes: { axis, reduction },
    } = at;
    const [, I, U] = inputs as [ValueName, ValueName, ValueName];
    return [
      () => (isAdding(at, reduction) ? dY : g.node('ScatterElements', [dY, I, g.zeros(g.shapeOf(U), dY)], { axis })),
      null,
      () => g.node('GatherElements', [dY, I], { axis }),
    ];
  },
  ScatterND: (at) => {
    const {
      g,
      dY,
      inputs,
      attributes: { reduction },
    } = at;
    const [, I, U] = inputs as [ValueName, ValueName, ValueName];
    return [
      () => (isAdding(at, reduction) ? dY : g.node('ScatterND', [dY, I, g.zeros(g.shapeOf(U), dY)])),
      null,
      () => g.node('GatherND', [dY, I]),
    ];
  },
} satisfies RuleTable;

function isAdding(at: Site<'ScatterElements'> | Site<'ScatterND'>, reduction: string | undefined): boolean {
  if (reduction !== undefined && reduction !== 'none' && reduction !== 'add') {
    throw at.fault(`the reduction "${reduction}" is not supported, only none and add`);
  }
  return reduction === 'add';
}

function gatherBack({ g, dY, X, inputs, attributes }: Site<'Gather'>): ValueName {
  const shape = g.shapeOf(X);
  const axis = fromFront(attributes.axis, shape.length);
  const [outer, length, inner] = [size(shape.slice(0, axis)), shape[axis]!, size(shape.slice(axis + 1))];
  const I = inputs[1]!;
  const count = size(g.shapeOf(I));
  const known = g.graph.numbersOf(I);
  if (known?.length === 1) {
    // One slice (a class token): zeros around it.
    const at = fromFront(known[0]!, length);
    return g.pad(g.reshape(dY, shape.with(axis, 1)), ...around(shape.length, axis, at, length - at - 1));
  }
  const gradient = g.reshape(dY, [outer, count, inner]);
  const indices = g.expand(g.reshape(I, [1, count, 1]), [outer, count, inner]);
  return g.reshape(scatterAdd(g, { into: [outer, length, inner], indices, x: gradient, axis: 1 }), shape);
}

/** Picks by tuples of indices: as one index into the dimensions that the tuples run over. */
function gatherNdBack({ g, dY, X, inputs, attributes: { batch_dims: batchDims = 0 } }: Site<'GatherND'>): ValueName {
  const [shape, I] = [g.shapeOf(X), inputs[1]!];
  const depth = g.shapeOf(I).at(-1)!;
  const batch = size(shape.slice(0, batchDims));
  const lengths = shape.slice(batchDims, batchDims + depth);
  const inner = size(shape.slice(batchDims + depth));
  const count = size(g.shapeOf(I).slice(batchDims, -1));
  const rows = size(lengths);
  const strides = lengths.map((_, i) => size(lengths.slice(i + 1)));
  const wrapped = g.where(g.less(I, g.scalar(0, I)), g.add(I, g.ints(lengths)), I);
  const place = g.sum(g.mul(wrapped, g.ints(strides)), [g.rankOf(I) - 1], false);
  const indices = g.expand(g.reshape(place, [batch, count, 1]), [batch, count, inner]);
  const x = g.reshape(dY, [batch, count, inner]);
  return g.reshape(scatterAdd(g, { into: [batch, rows, inner], indices, x, axis: 1 }), shape);
}

function around(rank: number, axis: number, before: number, behind: number): [number[], number[]] {
  const zeros = new Array<number>(rank).fill(0);
  return [zeros.with(axis, before), zeros.with(axis, behind)];
}

function size(lengths: readonly number[]): number {
  return lengths.reduce((product, n) => product * n, 1);
}
