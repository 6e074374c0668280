import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });

test('agrees with the regular expression that the pattern stands for', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
  fc.assert(
    fc.property(letters, pattern, (name, glob) => {
      const expression = new RegExp(
        `^${glob
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('.*')}$`,
      );
      expect(matchesGlob(name, glob)).toBe(expression.test(name));
    }),
    { numRuns: 2000 },
  );
});

test('matches a name from which runs were cut out', () => {
  fc.assert(
    fc.property(fc.array(letters, { minLength: 2, maxLength: 4 }), fc.array(letters, { maxLength: 4 }), (kept, cut) => {
      const name = kept.map((part, i) => part + (i < kept.length - 1 ? (cut[i] ?? '') : '')).join('');
      expect(matchesGlob(name, kept.join('*'))).toBe(true);
    }),
  );
});

test('takes a dot for a dot, and a name for itself alone', () => {
  expect(matchesGlob('vit-l-14', 'vit-l-*')).toBe(true);
  expect(matchesGlob('vit-b-16', 'vit-l-*')).toBe(false);
  expect(matchesGlob('v1x2', 'v1.2')).toBe(false);
  expect(matchesGlob('vit', 'vit-*')).toBe(false);
  expect(matchesGlob('aba', 'ab*ba')).toBe(false);
});
