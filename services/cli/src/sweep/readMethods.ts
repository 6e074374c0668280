/** @file `methods`: each entry a name, or a name with parameters and what the method narrows for itself. */
import { LATER_METHODS, canonicalJson, didYouMean, nearestNames } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import { METHOD_NAMES, METHOD_PARAMETERS } from './methodParameters.ts';
import { readExclusions } from './readExclusions.ts';
import type { MethodMention } from './sweepFile.ts';
import { optional, readBudget, readList } from './values.ts';

export const DRAWS_MAX = 1000;
/** What any method may narrow for itself, and what those that use labels may. */
const SCOPE = ['datasets', 'exclude'];
const LABELS = ['budgets', 'draws'];
const WHAT = 'a method: its name, or one key with its parameters like `knn: {k: 5}`';

export function readMethods(field: Field): MethodMention[] | undefined {
  const methods = field
    .items('methods')
    ?.map(readMethod)
    .filter((method) => method !== undefined);
  const seen = new Set<string>();
  for (const { field: entry, variants, datasets, budgets, draws, exclude } of methods ?? []) {
    const key = canonicalJson({
      variants,
      budgets,
      draws,
      datasets: datasets?.map(({ use }) => use) ?? null,
      exclude: exclude.map(({ field: _, ...parts }) => parts),
    });
    // Without variants its parameters are wrong, which is said already.
    if (variants.length === 0) continue;
    if (seen.has(key)) entry.fault('each method once', { found: 'an entry that stands above already' });
    seen.add(key);
  }
  return methods;
}

function readMethod(field: Field): MethodMention | undefined {
  const keys = field.keys();
  if (keys === undefined) {
    const name = field.text(WHAT);
    return name === undefined ? undefined : readNamed(field, name, new Map());
  }
  const [name] = keys;
  if (name === undefined || keys.length > 1)
    return field.fault(WHAT, {
      found: name === undefined ? 'an empty mapping' : `the keys ${keys.join(', ')}`,
      hint: name === undefined ? 'Name a method.' : 'Indent the parameters below the name of the method.',
    });
  const body = field.entries([name], WHAT)?.get(name);
  if (body === undefined) return undefined;
  const parameters = METHOD_NAMES.find((known) => known === name);
  // The parameters of a method that is not known cannot be judged.
  if (parameters === undefined) return readNamed(field, name, new Map());
  if (body.kind === 'nothing') return readNamed(field, name, new Map());
  const known = [...METHOD_PARAMETERS[parameters].names, ...SCOPE, ...(parameters === 'zero-shot' ? [] : LABELS)];
  const entries = body.entries(known, `a mapping with keys of ${known.join(', ')}`);
  return entries === undefined ? undefined : readNamed(field, name, entries);
}

function readNamed(field: Field, name: string, entries: ReadonlyMap<string, Field>): MethodMention | undefined {
  const kind = METHOD_NAMES.find((known) => known === name);
  if (kind === undefined) {
    const isLater = (LATER_METHODS as readonly string[]).includes(name);
    const isNear = nearestNames(name, METHOD_NAMES).length > 0;
    return field.fault(`one of the methods ${METHOD_NAMES.join(', ')}`, {
      found: JSON.stringify(name),
      ...(isLater
        ? { hint: `This version does not have ${name} yet.` }
        : isNear
          ? { hint: didYouMean(name, METHOD_NAMES) }
          : {}),
    });
  }
  return {
    variants: METHOD_PARAMETERS[kind].read(entries),
    // Whether the sweep has these datasets is known once its own are resolved.
    datasets:
      optional(entries.get('datasets'), (datasets) =>
        readList(datasets, 'datasets', (item) => {
          const use = item.text('the name of a dataset of this sweep');
          return use === undefined ? undefined : { use, isPath: false, field: item };
        }),
      ) ?? null,
    budgets: optional(entries.get('budgets'), (budgets) => readList(budgets, 'budgets', readBudget)) ?? null,
    draws: optional(entries.get('draws'), (draws) => draws.integer(1, DRAWS_MAX)) ?? null,
    exclude: optional(entries.get('exclude'), readExclusions) ?? [],
    field,
  };
}
