/** @file `exclude`: combinations that a sweep leaves out, by method, encoder, dataset, protocol and budget; names may hold `*`. */
import { LATER_METHODS, PROTOCOLS, didYouMean } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import { METHOD_NAMES } from './methodParameters.ts';
import type { ExclusionMention } from './sweepFile.ts';
import { optional, readBudget } from './values.ts';

const PARTS = ['method', 'encoder', 'dataset', 'protocol', 'budget'];
const WHAT = `a mapping with at least one of the keys ${PARTS.join(', ')}`;

export function readExclusions(field: Field): ExclusionMention[] | undefined {
  return field
    .items('combinations to leave out')
    ?.map(readExclusion)
    .filter((exclusion) => exclusion !== undefined);
}

function readExclusion(field: Field): ExclusionMention | undefined {
  const parts = field.entries(PARTS, WHAT);
  if (parts === undefined) return undefined;
  // Without any part it would match, and leave out, everything.
  if (field.keys()?.length === 0) return field.fault(WHAT, { found: 'an empty mapping' });
  return {
    method: optional(parts.get('method'), readMethodPattern),
    encoder: optional(parts.get('encoder'), (part) => part.text('the name of an encoder, * for any characters')),
    dataset: optional(parts.get('dataset'), (part) => part.text('the name of a dataset, * for any characters')),
    protocol: optional(parts.get('protocol'), (part) => part.word(PROTOCOLS)),
    budget: optional(parts.get('budget'), readBudget),
    field,
  };
}

function readMethodPattern(field: Field): string | undefined {
  const expected = 'the name of a method, * for any characters';
  const pattern = field.text(expected);
  if (pattern === undefined || pattern.includes('*')) return pattern;
  const known: readonly string[] = [...METHOD_NAMES, ...LATER_METHODS];
  return known.includes(pattern) ? pattern : field.fault(expected, { hint: didYouMean(pattern, known) });
}
