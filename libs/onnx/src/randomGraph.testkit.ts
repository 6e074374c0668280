/** @file Random graphs of element-wise operators with what they must compute, for tests that edits change no number. */
import fc from 'fast-check';
import { GraphBuilder } from './graphBuilder.ts';
import type { Model } from './model.ts';
import { Tensor } from './tensor.ts';

const OPS = {
  Add: (a: number, b: number) => Math.fround(a + b),
  Sub: (a: number, b: number) => Math.fround(a - b),
  Mul: (a: number, b: number) => Math.fround(a * b),
  Max: (a: number, b: number) => Math.max(a, b),
};
const STEP = fc.record({
  op: fc.constantFrom(...(Object.keys(OPS) as (keyof typeof OPS)[])),
  left: fc.nat(),
  right: fc.nat(),
});

export interface RandomGraph {
  readonly model: Model;
  /** Values for its inputs `x` and `y`, each [3]. */
  readonly feeds: { readonly x: Tensor<'float32'>; readonly y: Tensor<'float32'> };
  /** What each of its values must be, by name; the last is its output. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  readonly output: string;
}

/** Two inputs, one weight, and up to ten nodes that each read any two earlier values. */
export function randomGraph(): fc.Arbitrary<RandomGraph> {
  return fc.array(STEP, { minLength: 1, maxLength: 10 }).map((steps) => {
    const graph = new GraphBuilder();
    const [x, y, w] = [[1, -2, 0.5], [3, 0.25, -1], [0.1, 0.2, -0.3].map(Math.fround)] as const;
    const values = new Map<string, readonly number[]>();
    values.set(graph.input('x', 'float32', [3]), x);
    values.set(graph.input('y', 'float32', [3]), y);
    values.set(graph.initializer('w', Tensor.of('float32', [3], w)), w);
    let output = 'x';
    for (const { op, left, right } of steps) {
      const names = [...values.keys()];
      const [a, b] = [names[left % names.length]!, names[right % names.length]!];
      output = graph.node(op, [a, b]);
      values.set(
        output,
        values.get(a)!.map((value, i) => OPS[op](value, values.get(b)![i]!)),
      );
    }
    graph.output(output, 'float32', [3]);
    const feeds = { x: Tensor.of('float32', [3], x), y: Tensor.of('float32', [3], y) };
    return { model: graph.build(), feeds, values, output };
  });
}
