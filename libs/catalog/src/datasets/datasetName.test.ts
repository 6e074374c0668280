import fc from 'fast-check';
import { Name } from '@regatta/jobs';
import { expect, test } from 'vitest';
import { datasetNameOf } from './datasetName.ts';

test('a folder of any name gives a dataset a name that is allowed', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => void Name.parse(datasetNameOf(name))));
});

test.each([
  ['clothing', 'clothing'],
  ['Été 2024', 'Ete-2024'],
  ['.hidden', 'hidden'],
  ['写真', 'images'],
  ['a  b--', 'a-b'],
  ['v1.2_final', 'v1.2_final'],
])('%s is called %s', (folder, name) => {
  expect(datasetNameOf(folder)).toBe(name);
});
