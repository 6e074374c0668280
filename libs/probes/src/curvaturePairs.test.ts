import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { CurvaturePairs } from './curvaturePairs.ts';
import { Kernels } from './kernels.ts';

const SIZE = 6;
const CURVATURES = Float64Array.of(1, 3, 2, 8, 5, 4);
const random = new Random('pairs');
const kernels = new Kernels(1 << 20);
const own = (values: ArrayLike<number>) => {
  const vector = kernels.float64(SIZE);
  vector.set(values);
  return vector;
};
const vector = () => own(Float64Array.from({ length: SIZE }, () => random.normal()));
const identity = async () => {};
const at = (point: Float64Array, gradient: Float64Array) => ({ point, gradient });
const zero = at(kernels.float64(SIZE), kernels.float64(SIZE));
const changeAlong = (s: Float64Array) => own(s.map((x, j) => x * CURVATURES[j]!));

/** Pairs of the quadratic with these curvatures, and the last step. */
function filled(count: number): { pairs: CurvaturePairs; s: Float64Array } {
  const pairs = new CurvaturePairs(SIZE, kernels);
  let s = vector();
  for (let i = 0; i < count; i++) {
    s = vector();
    pairs.add(zero, at(s, changeAlong(s)));
  }
  return { pairs, s };
}

function expectClose(got: Float32Array, expected: Float64Array): void {
  got.forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 4));
}

async function apply(pairs: CurvaturePairs, gradient: Float64Array): Promise<Float32Array> {
  const out = kernels.float32(SIZE);
  out.set(gradient);
  await pairs.applyTo(out, identity);
  return out;
}

test.each([1, 4, 25])(
  'the last of %i changes of the gradient is mapped back to its step: the secant condition',
  async (count) => {
    const { pairs, s } = filled(count);
    expectClose(await apply(pairs, changeAlong(s)), s);
  },
);

test('after a change of the penalty the pairs are those of the new objective', async () => {
  const { pairs, s } = filled(4);
  const penalised = 5;
  pairs.shiftPenalty(0.75, penalised);
  const y = s.map((x, j) => x * (CURVATURES[j]! + (j < penalised ? 0.75 : 0)));
  expectClose(await apply(pairs, y), s);
});

test('a step along which the gradient did not grow is not remembered', () => {
  const pairs = new CurvaturePairs(SIZE, kernels);
  const s = vector();
  pairs.add(zero, at(s, own(s.map((x) => -x))));
  expect(pairs.isEmpty).toBe(true);
});
