import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText, displayWidth, fitText, stripControls } from './text.ts';

test('counts columns, not code units', () => {
  expect(['abc', '面白い', 'é', '👩‍🚀', '…'].map(displayWidth)).toEqual([3, 6, 1, 2, 1]);
});

test('removes what a terminal would obey or read backwards', () => {
  expect(stripControls('a\x1b[2J\nb\u202ec')).toBe('a [2J b c');
});

test('cuts with an ellipsis, and to nothing where there is no room', () => {
  expect([cutText('abcdef', 4), cutText('面白い', 4), cutText('abc', 0)]).toEqual(['abc…', '面…', '']);
});

test('fits any text to exactly the width asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, width) => {
      expect(displayWidth(fitText(stripControls(text), width))).toBe(width);
    }),
  );
});
