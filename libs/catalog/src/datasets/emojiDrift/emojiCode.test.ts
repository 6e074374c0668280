import { describe, expect, test } from 'vitest';
import { emojiFamily, isComponent, isPrivate, normalizeCode } from './emojiCode.ts';

describe('the family of an emoji', () => {
  test.each([
    ['waving hand, dark skin', '1f44b-1f3ff', '1f44b'],
    ['woman running', '1f3c3-200d-2640', '1f3c3'],
    ['man running, medium skin, facing right', '1f3c3-1f3fd-200d-2642-200d-27a1', '1f3c3'],
    ['woman artist', '1f469-200d-1f3a8', '1f9d1-200d-1f3a8'],
    ['man with red hair, light skin', '1f468-1f3fb-200d-1f9b0', '1f9d1-200d-1f9b0'],
    ['woman', '1f469', '1f9d1'],
    ['girl', '1f467', '1f9d2'],
    ['princess', '1f478', '1fac5'],
    ['Mrs. Claus, dark skin', '1f936-1f3ff', '1f9d1-200d-1f384'],
    ['family: woman, girl, boy', '1f469-200d-1f467-200d-1f466', '1f46a'],
    ['family: adult, child', '1f9d1-200d-1f9d2', '1f46a'],
    ['kiss: woman, man', '1f469-200d-2764-200d-1f48b-200d-1f468', '1f48f'],
    ['couple with heart: two skins', '1f9d1-1f3fb-200d-2764-200d-1f9d1-1f3ff', '1f491'],
    ['men holding hands', '1f46c', '1f9d1-200d-1f91d-200d-1f9d1'],
    [
      'woman and man holding hands, two skins',
      '1f469-1f3fb-200d-1f91d-200d-1f468-1f3ff',
      '1f9d1-200d-1f91d-200d-1f9d1',
    ],
    ['handshake, two skins', '1faf1-1f3fb-200d-1faf2-1f3ff', '1f91d'],
  ])('of %s is that of its neutral member', (_, code, family) => {
    expect(emojiFamily(code)).toBe(family);
    expect(emojiFamily(family)).toBe(family);
  });

  test.each([
    ['ant', '1f41c'],
    ['heart on fire', '2764-200d-1f525'],
    ['head shaking', '1f642-200d-2194'],
    ['eye in speech bubble', '1f441-200d-1f5e8'],
    ['keycap 5', '0035-20e3'],
    ['polar bear', '1f43b-200d-2744'],
  ])('of %s is its own', (_, code) => {
    expect(emojiFamily(code)).toBe(code);
  });
});

test('codes are compared without the sign that asks for colour', () => {
  expect(normalizeCode('2764-FE0F-200d-1F525')).toBe('2764-200d-1f525');
});

test.each([
  ['0023', true],
  ['39', true],
  ['1f1e9', true],
  ['1f3fb', true],
  ['1f9b0', true],
  ['20e3', true],
  ['0039-20e3', false],
  ['1f1e9-1f1ea', false],
  ['1f41c', false],
  ['a9', false],
])('%s is a component: %s', (code, expected) => {
  expect(isComponent(code)).toBe(expected);
});

test('codes of private use are no emoji of anybody else', () => {
  expect(['e001', 'f8ff', 'f0000', '1f41c', '2764'].map(isPrivate)).toEqual([true, true, true, false, false]);
});
