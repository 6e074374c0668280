/** @file Encoders for people. */
import type { AddedEncoder, Catalog, ListedEncoder } from '@regatta/catalog';
import { formatCount } from '@regatta/report';
import { factLines } from './factLines.ts';

/** The built-in controls: what a pretrained encoder must beat. */
export async function controlNames(catalog: Pick<Catalog, 'encoders'>): Promise<string[]> {
  const encoders = await catalog.encoders();
  return encoders.filter(({ source }) => source === 'built in').map(({ name }) => name);
}

export const ENCODER_COLUMNS = [
  ...['name', 'state', 'role', 'side', 'features', 'parameters', 'megabytes', 'preprocessing', 'tap', 'other taps'],
  ...['licence', 'source', 'unverified'],
];

/** An encoder of a list, be it here or in the registry alone. */
export interface EncoderLine extends Omit<
  ListedEncoder,
  'state' | 'dimension' | 'parameters' | 'role' | 'family' | 'notes' | 'precision' | 'text'
> {
  readonly state: string;
  readonly role: string;
  /** Null: not known before its network is here. */
  readonly dimension: number | null;
  readonly parameters: number | null;
  /** Facts of the registry for which nobody has read a source. */
  readonly unverified: readonly string[];
}

/** In the order of `ENCODER_COLUMNS`. */
export function encoderRow(encoder: EncoderLine): readonly unknown[] {
  const { name, state, role, side, dimension, parameters, weightsBytes, preprocessing, tap, taps } = encoder;
  return [
    ...[name, state, role, side, dimension ?? '', parameters ?? ''],
    weightsBytes === null ? '' : Math.round(weightsBytes / 1e5) / 10,
    ...[preprocessing, tap, taps.join(' '), encoder.licence, encoder.source, encoder.unverified.join(' ')],
  ];
}

export function addedText({ name, isNew, dimension, parameters, hash, text }: AddedEncoder): string {
  const tower = text === null ? '' : ', with a text tower';
  return `${name}: features of ${dimension} numbers, ${formatCount(parameters)} parameters${tower} (${hash.slice(0, 8)})${isNew ? '' : ', added before'}.`;
}

const TOKENIZERS = { clip: 'tokenizer of CLIP', file: 'tokenizer of its own' } as const;

export function encoderText(encoder: ListedEncoder): string {
  const { name, role, family, side, preprocessing, tap, taps, dimension, parameters, licence, source, notes, text } =
    encoder;
  const facts: [string, string][] = [
    ['role', role],
    ...(family === null ? [] : [['family', family] as [string, string]]),
    ['input', `${side} x ${side} pixels`],
    ['preprocessing', preprocessing],
    ['tap', taps.length === 0 ? tap : `${tap} (others: ${taps.join(', ')})`],
    ['text tower', text === null ? 'none' : `${TOKENIZERS[text.tokenizer]}, ${text.contextLength} tokens`],
    ['features', `${formatCount(dimension)} numbers`],
    ['parameters', formatCount(parameters)],
    ...(encoder.weightsBytes === null
      ? []
      : [['network', `${(encoder.weightsBytes / 1e6).toFixed(1)} MB, ${encoder.precision}`] as [string, string]]),
    ['licence', licence],
    ['source', source],
    ...(notes === null ? [] : [['notes', notes] as [string, string]]),
  ];
  return [name, ...factLines(facts)].join('\n');
}
