import { expect, test } from 'vitest';
import { budgetList, collect, commaList, wholeNumber } from './arguments.ts';

test('flags take budgets, lists and whole numbers, and refuse what is none', () => {
  expect(budgetList('5, 20,all')).toEqual([5, 20, 'all']);
  expect(commaList('a,b,a')).toEqual(['a', 'b']);
  expect(wholeNumber('12')).toBe(12);
  expect(collect('b', collect('a'))).toEqual(['a', 'b']);
  expect(() => budgetList('5,0')).toThrow('from 1, or all, got "0"');
  expect(() => commaList(' , ')).toThrow('a list like a,b');
  expect(() => wholeNumber('1.5')).toThrow('a whole number from 1');
});
