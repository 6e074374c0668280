import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { optimise } from './optimise.ts';
import { SparseGraphBuilder } from './sparseGraph.ts';

/** A ring of 40 rows in which each knows the two before and behind it. */
function ring() {
  const graph = new SparseGraphBuilder(40, 160);
  for (let i = 0; i < 40; i++) {
    const near = [1, 2, 38, 39].map((step) => (i + step) % 40).sort((a, b) => a - b);
    for (const j of near) graph.add(j, Math.abs(i - j) % 38 === 1 ? 1 : 0.4);
    graph.endRow();
  }
  return graph.build();
}

const start = Array.from({ length: 40 }, (_, i) => [Math.cos(i), Math.sin(3 * i)] as const);
const rest = { edges: ring(), curve: { a: 1.577, b: 0.895 }, epochs: 60, learningRate: 1 };

test('two columns go as three of which one is 0', async () => {
  const plane = Float64Array.from(start.flat());
  const space = Float64Array.from(start.flatMap(([x, y]) => [x, y, 0]));
  await optimise({ ...rest, heads: plane, tails: plane, count: 2, random: new Random(1) }, async () => {});
  await optimise({ ...rest, heads: space, tails: space, count: 3, random: new Random(1) }, async () => {});
  expect(Float64Array.from(start.flatMap((_, i) => [plane[2 * i]!, plane[2 * i + 1]!, 0]))).toEqual(space);
});

test('rows that are only pulled to do not move', async () => {
  const tails = Float64Array.from(start.flat());
  const heads = tails.map((value) => value + 0.5);
  const before = heads.slice();
  await optimise({ ...rest, heads, tails, count: 2, random: new Random(1) }, async () => {});
  expect(tails).toEqual(Float64Array.from(start.flat()));
  expect(heads).not.toEqual(before);
});

test('a caller can stop between rounds', async () => {
  const heads = Float64Array.from(start.flat());
  let rounds = 0;
  const stop = async () => {
    if (++rounds === 3) throw new Error('enough');
  };
  await expect(optimise({ ...rest, heads, tails: heads, count: 2, random: new Random(1) }, stop)).rejects.toThrow(
    'enough',
  );
  expect(rounds).toBe(3);
});
