import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { CurvaturePairs } from './curvaturePairs.ts';

const SIZE = 6;
const CURVATURES = Float64Array.of(1, 3, 2, 8, 5, 4);
const random = new Random('pairs');
const vector = () => Float64Array.from({ length: SIZE }, () => random.normal());
const identity = async (vectors: readonly Float64Array[]) => vectors.map((v) => Float64Array.from(v));

/** Pairs of the quadratic with these curvatures, and the last step. */
function filled(count: number): { pairs: CurvaturePairs; s: Float64Array } {
  const pairs = new CurvaturePairs();
  let s = vector();
  for (let i = 0; i < count; i++) {
    s = vector();
    pairs.add(
      s,
      s.map((x, j) => x * CURVATURES[j]!),
    );
  }
  return { pairs, s };
}

function expectClose(got: Float64Array, expected: Float64Array): void {
  got.forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 9));
}

test('the last change of the gradient is mapped back to its step, which is the secant condition', async () => {
  const { pairs, s } = filled(4);
  expectClose(
    await pairs.apply(
      s.map((x, j) => x * CURVATURES[j]!),
      identity,
    ),
    s,
  );
});

test('after a change of the penalty the pairs are those of the new objective', async () => {
  const { pairs, s } = filled(4);
  const penalised = 5;
  pairs.shiftPenalty(0.75, penalised);
  const y = s.map((x, j) => x * (CURVATURES[j]! + (j < penalised ? 0.75 : 0)));
  expectClose(await pairs.apply(y, identity), s);
});

test('a step along which the gradient did not grow is not remembered', async () => {
  const pairs = new CurvaturePairs();
  const s = vector();
  pairs.add(
    s,
    s.map((x) => -x),
  );
  expect(pairs.isEmpty).toBe(true);
});
