/** @file Encoders for people. */
import type { AddedEncoder, Catalog, ListedEncoder } from '@regatta/catalog';
import { formatCount } from '@regatta/report';
import { factLines } from './factLines.ts';

/** The built-in controls: what a pretrained encoder must beat. */
export async function controlNames(catalog: Pick<Catalog, 'encoders'>): Promise<string[]> {
  const encoders = await catalog.encoders();
  return encoders.filter(({ source }) => source === 'built in').map(({ name }) => name);
}

export function addedText({ name, isNew, dimension, parameters, hash }: AddedEncoder): string {
  return `${name}: features of ${dimension} numbers, ${formatCount(parameters)} parameters (${hash.slice(0, 8)})${isNew ? '' : ', added before'}.`;
}

export function encoderText(encoder: ListedEncoder): string {
  const { name, role, family, side, preprocessing, tap, taps, dimension, parameters, licence, source, notes } = encoder;
  const facts: [string, string][] = [
    ['role', role],
    ...(family === null ? [] : [['family', family] as [string, string]]),
    ['input', `${side} x ${side} pixels`],
    ['preprocessing', preprocessing],
    ['tap', taps.length === 0 ? tap : `${tap} (others: ${taps.join(', ')})`],
    ['features', `${formatCount(dimension)} numbers`],
    ['parameters', formatCount(parameters)],
    ['licence', licence],
    ['source', source],
    ...(notes === null ? [] : [['notes', notes] as [string, string]]),
  ];
  return [name, ...factLines(facts)].join('\n');
}
