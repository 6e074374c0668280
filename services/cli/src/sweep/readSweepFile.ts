/** @file From the text of a sweep file to what it says, with every mistake found in one pass. Pure. */
import { PROTOCOLS } from '@regatta/jobs';
import type { Fault } from '../yaml/fault.ts';
import { parseYaml, type Field } from '../yaml/yamlFile.ts';
import { readExclusions } from './readExclusions.ts';
import { DRAWS_MAX, readMethods } from './readMethods.ts';
import type { EncoderMention, SweepFile } from './sweepFile.ts';
import { optional, readBudget, readList, readMention, readName } from './values.ts';

export const SWEEP_DEFAULTS = { seed: 0, protocols: ['few-shot'], budgets: ['all'], draws: 3 } as const;

const REQUIRED = ['version', 'name', 'encoders', 'datasets', 'methods'];
const KEYS = [...REQUIRED, 'seed', 'protocols', 'budgets', 'draws', 'exclude', 'limits'];
const ENCODER_KEYS = ['use', 'tap', 'preprocessing', 'precision'];
const SEED_MAX = 2 ** 31 - 1;

/** Names that the file may use. */
export interface KnownNames {
  readonly encoders: readonly string[];
  readonly datasets: readonly string[];
}

export interface SweepReading {
  /** What the file says; null when so much is wrong that nothing can be resolved. */
  readonly sweep: SweepFile | null;
  /** Every mistake so far. Fields of the sweep add to it when they are resolved. */
  readonly faults: Fault[];
}

export function readSweepFile(text: string, known: KnownNames): SweepReading {
  const { root, faults } = parseYaml(text);
  const entries = root?.entries(KEYS, `a mapping with the keys ${KEYS.join(', ')}`);
  if (!root || entries === undefined) return { sweep: null, faults };
  for (const key of REQUIRED) if (!entries.has(key)) root.fault(`the key ${key}`, { found: 'none' });

  optional(entries.get('version'), readVersion);
  const sweep: SweepFile = {
    name: optional(entries.get('name'), readName) ?? '',
    seed: optional(entries.get('seed'), (field) => field.integer(0, SEED_MAX)) ?? SWEEP_DEFAULTS.seed,
    encoders: optional(entries.get('encoders'), (field) => readEncoders(field, known.encoders)) ?? [],
    datasets:
      optional(entries.get('datasets'), (field) =>
        readList(field, 'datasets', (item) => readMention(item, 'dataset', known.datasets)),
      ) ?? [],
    protocols:
      optional(entries.get('protocols'), (field) => readList(field, 'protocols', (item) => item.word(PROTOCOLS))) ??
      SWEEP_DEFAULTS.protocols,
    budgets:
      optional(entries.get('budgets'), (field) => readList(field, 'budgets', readBudget)) ?? SWEEP_DEFAULTS.budgets,
    draws: optional(entries.get('draws'), (field) => field.integer(1, DRAWS_MAX)) ?? SWEEP_DEFAULTS.draws,
    methods: optional(entries.get('methods'), readMethods) ?? [],
    exclude: optional(entries.get('exclude'), readExclusions) ?? [],
    limits: optional(entries.get('limits'), readLimits) ?? { costUsd: null, hours: null },
  };
  return { sweep, faults };
}

function readVersion(field: Field): undefined {
  if (field.scalar === 1) return undefined;
  const isNewer = typeof field.scalar === 'number' && field.scalar > 1;
  return field.fault('1', isNewer ? { hint: 'The file is for a newer version of Regatta.' } : {});
}

function readEncoders(field: Field, known: readonly string[]): EncoderMention[] | undefined {
  const items = field.kind === 'list' || field.kind === 'nothing' ? field.items('encoders') : [field];
  const encoders = items?.map((item) => readEncoder(item, known)).filter((encoder) => encoder !== undefined);
  const seen = new Set<string>();
  for (const { field: item, use, tap, preprocessing, precision } of encoders ?? []) {
    const key = JSON.stringify([use, tap, preprocessing, precision]);
    if (seen.has(key)) item.fault('each encoder once', { found: `${JSON.stringify(use)} again` });
    seen.add(key);
  }
  return encoders;
}

function readEncoder(field: Field, known: readonly string[]): EncoderMention | undefined {
  if (field.kind !== 'mapping') return readMention(field, 'encoder', known);
  const entries = field.entries(ENCODER_KEYS, 'an encoder');
  const use = entries?.get('use');
  if (entries === undefined) return undefined;
  if (use === undefined) return field.fault('the key use, the name of an encoder', { found: 'none' });
  const mention = readMention(use, 'encoder', known);
  const tap = optional(entries.get('tap'), (part) => part.text('the name of a tap'));
  const preprocessing = optional(entries.get('preprocessing'), (part) => part.text('the name of a preprocessing'));
  const precision = optional(entries.get('precision'), (part) => part.word(['fp32', 'fp16', 'int8'] as const));
  if (mention === undefined) return undefined;
  return {
    ...mention,
    field,
    ...(tap === undefined ? {} : { tap }),
    ...(preprocessing === undefined ? {} : { preprocessing }),
    ...(precision === undefined ? {} : { precision }),
  };
}

function readLimits(field: Field): SweepFile['limits'] | undefined {
  const entries = field.entries(['cost-usd', 'hours'], 'a mapping with the keys cost-usd, hours');
  if (entries === undefined) return undefined;
  return {
    costUsd: optional(entries.get('cost-usd'), (part) => part.positive('a number of US dollars')) ?? null,
    hours: optional(entries.get('hours'), (part) => part.positive('a number of hours')) ?? null,
  };
}
