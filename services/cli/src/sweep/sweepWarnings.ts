/** @file What is odd about a sweep file and not wrong: sentences for whoever plans or launches it. */
import { matchesGlob, type Exclusion, type Method, type Sweep, type SweepMethod } from '@regatta/jobs';
import { needsWords, type MethodWish, type SweepFile } from './sweepFile.ts';

export function sweepWarnings(fileName: string, file: SweepFile, sweep: Sweep): string[] {
  const entries = [
    ...file.exclude.map((exclusion) => ({ exclusion, methods: sweep.methods })),
    ...file.methods.flatMap(({ exclude, variants }) => {
      const methods = sweep.methods.filter(({ method }) => variants.some((variant) => isOf(method, variant)));
      return exclude.map((exclusion) => ({ exclusion, methods }));
    }),
  ];
  const idle = entries.filter(({ exclusion, methods }) => !matchesSomething(exclusion, methods, sweep));
  return [
    ...idle.map(
      ({ exclusion: { field } }) => `${fileName}:${field.position.line}: ${field.path} matches nothing of this sweep.`,
    ),
    ...limitWarnings(file.limits),
  ];
}

/** What needs words is another method for each encoder and dataset. */
function isOf(method: Method, variant: MethodWish): boolean {
  return method === variant || (needsWords(variant) && method.kind === variant.kind);
}

function matchesSomething(
  { method, encoder, dataset, protocol, budget }: Exclusion,
  methods: readonly SweepMethod[],
  { encoders, datasets, protocols, budgets }: Sweep,
): boolean {
  const fits = (pattern: string | undefined, names: readonly string[]) =>
    pattern === undefined || names.some((name) => matchesGlob(name, pattern));
  const asked = methods.flatMap((entry) => entry.budgets ?? budgets);
  const encoderNames = encoders.map(({ name }) => name);
  const datasetNames = datasets.map(({ name }) => name);
  const kinds = methods.map((entry) => entry.method.kind);
  return (
    fits(encoder, encoderNames) &&
    fits(dataset, datasetNames) &&
    fits(method, kinds) &&
    (protocol === undefined || protocols.includes(protocol)) &&
    (budget === undefined || asked.includes(budget))
  );
}

function limitWarnings({ costUsd, hours }: SweepFile['limits']): string[] {
  if (costUsd === null && hours === null) return [];
  return ['Limits are kept with the sweep, but this version does not enforce them: nothing stops at a cost or a time.'];
}
