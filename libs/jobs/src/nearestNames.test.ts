import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, nearestNames } from './nearestNames.ts';

const ENCODERS = ['clip-vit-b-32', 'dino-vit-b-16', 'mobilenet-v2', 'resnet-50', 'random-vit', 'hog'];
const word = fc.string({ unit: fc.constantFrom(...'abcdefgh-'), minLength: 4, maxLength: 12 });

describe('the nearest names', () => {
  test('begin with the one that has a letter wrong, too few, too many, or two swapped', () => {
    fc.assert(
      fc.property(word, fc.nat(), fc.nat({ max: 3 }), (name, at, fault) => {
        const i = at % (name.length - 1);
        const faults = [
          `${name.slice(0, i)}Z${name.slice(i + 1)}`,
          name.slice(0, i) + name.slice(i + 1),
          `${name.slice(0, i)}Z${name.slice(i)}`,
          name.slice(0, i) + name[i + 1]! + name[i]! + name.slice(i + 2),
        ];
        expect(nearestNames(faults[fault]!, [...ENCODERS, name])).toContain(name);
      }),
    );
  });

  test('hold the name itself first, whatever its case', () => {
    expect(nearestNames('HOG', ENCODERS)[0]).toBe('hog');
    expect(nearestNames('clip-vit-b-23', ENCODERS)[0]).toBe('clip-vit-b-32');
  });

  test('count a beginning as near', () => {
    expect(nearestNames('mobile', ['mobius', 'mobilenet-v2'])[0]).toBe('mobilenet-v2');
    expect(nearestNames('clip', ENCODERS)).toEqual(['clip-vit-b-32']);
  });

  test('are at most as many as asked for, each of them known, none of them far', () => {
    fc.assert(
      fc.property(word, fc.uniqueArray(word), fc.integer({ min: 0, max: 4 }), (name, known, limit) => {
        const near = nearestNames(name, known, limit);
        expect(near.length).toBeLessThanOrEqual(limit);
        expect(known).toEqual(expect.arrayContaining(near));
      }),
    );
    expect(nearestNames('zzzzzzzz', ENCODERS)).toEqual([]);
  });
});

describe('the question', () => {
  test('names what is near, else what is known, else that nothing is', () => {
    expect(didYouMean('resnet50', ENCODERS)).toBe('Did you mean "resnet-50"?');
    expect(didYouMean('zzzzzzzz', ['b', 'a'])).toBe('Known: a, b.');
    const many = Array.from({ length: 12 }, (_, i) => `encoder-${String(i).padStart(2, '0')}`);
    expect(didYouMean('zzzzzzzz', many)).toMatch(/^Known: encoder-00, .*encoder-09, and 2 more\.$/);
    expect(didYouMean('x', [])).toBe('None is known yet.');
  });
});
