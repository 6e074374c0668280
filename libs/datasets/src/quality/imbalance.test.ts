import { expect, test } from 'vitest';
import { imbalanceOf } from './imbalance.ts';

test('equal classes have all of the entropy', () => {
  expect(imbalanceOf([25, 25, 25, 25])).toEqual({
    ratio: 1,
    entropy: 2,
    evenness: 1,
    effectiveClasses: 4,
    majorityShare: 0.25,
  });
});

test('a class of half of all images leaves 1.5 bits of four classes', () => {
  const { ratio, entropy, evenness, majorityShare } = imbalanceOf([4, 2, 1, 1]);
  expect({ ratio, entropy, evenness, majorityShare }).toEqual({
    ratio: 4,
    entropy: 1.75,
    evenness: 0.875,
    majorityShare: 0.5,
  });
});

test('a class without images counts for evenness and not for the ratio; one class is even', () => {
  expect(imbalanceOf([8, 8, 0])).toMatchObject({ ratio: 1, entropy: 1, effectiveClasses: 2 });
  expect(imbalanceOf([8, 8, 0]).evenness).toBeCloseTo(1 / Math.log2(3), 12);
  expect(imbalanceOf([7])).toMatchObject({ ratio: 1, entropy: 0, evenness: 1, majorityShare: 1 });
});
