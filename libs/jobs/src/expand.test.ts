import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyBudget, anySweep, dataset, encoder } from '../test/arbitraries.ts';
import { Cell, PROTOCOLS, cellId, type Protocol } from './cell.ts';
import {
  expandSweep,
  type CellListing,
  type Exclusion,
  type PlannedCell,
  type Sweep,
  type SweepMethod,
} from './expand.ts';
import { matchesGlob } from './glob.ts';
import { choosesByValidation } from './method.ts';

const SWEEP: Sweep = {
  name: 'sweep',
  seed: 0,
  encoders: [encoder('vit-b-16'), encoder('vit-l-14')],
  datasets: [dataset('birds', 50)],
  protocols: ['few-shot'],
  budgets: [10, 100, 'all'],
  draws: 3,
  methods: [
    {
      method: { kind: 'knn', k: 5, metric: 'cosine', weighting: 'temperature', temperature: 0.07 },
      datasets: null,
      budgets: null,
      draws: null,
      exclude: [],
    },
  ],
  exclude: [],
};

const listings = (cells: readonly PlannedCell[]): CellListing[] => cells.flatMap((planned) => planned.listings);
const spelt = (cells: readonly PlannedCell[]) =>
  cells
    .flatMap(({ cell, listings }) =>
      listings.map((listing) => JSON.stringify([cell.method.kind, cell.split.request.protocol, listing])),
    )
    .sort();

describe('a sweep', () => {
  test('gives every combination once, and equal cells as one with several listings', () => {
    const cells = expandSweep(SWEEP);
    // Per encoder: three draws of 10; 100 and all are the same 50 labels in every draw.
    expect(cells).toHaveLength(2 * (3 + 1));
    expect(listings(cells)).toHaveLength(2 * 3 * 3);
    const all = cells.find(({ cell }) => cell.encoder.name === 'vit-b-16' && cell.split.request.budget !== 10)!;
    expect(all.listings.map(({ budget, draw }) => [budget, draw])).toEqual([
      [100, 0],
      [100, 1],
      [100, 2],
      ['all', 0],
      ['all', 1],
      ['all', 2],
    ]);
  });

  test('names each cell by its id, each id once', () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        const cells = expandSweep(sweep);
        expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
        for (const { id, cell } of cells) expect(cellId(cell)).toBe(id);
      }),
      { numRuns: 50 },
    );
  });

  test('lists exactly what was asked for', () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        const asked = new Set<string>();
        for (const { name } of sweep.datasets)
          for (const { name: encoderName } of sweep.encoders)
            for (const entry of sweep.methods) {
              if (entry.datasets?.includes(name) === false) continue;
              for (const protocol of sweep.protocols)
                for (const budget of entry.budgets ?? sweep.budgets)
                  for (let draw = 0; draw < (entry.draws ?? sweep.draws); draw++)
                    asked.add(JSON.stringify([name, encoderName, entry.method, protocol, budget, draw]));
            }
        const given = expandSweep(sweep).flatMap(({ cell, listings }) =>
          listings.map(({ dataset, encoder, budget, draw }) =>
            JSON.stringify([dataset, encoder, cell.method, cell.split.request.protocol, budget, draw]),
          ),
        );
        expect(given.sort()).toEqual([...asked].sort());
      }),
      { numRuns: 50 },
    );
  });

  test('asks for the split that the method needs', () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        for (const { cell } of expandSweep(sweep)) {
          expect(cell.split.request.holdOut).toBe(choosesByValidation(cell.method));
          expect(cell.split.request.seed).toBe(sweep.seed);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('leaves out what matches every part of an exclusion, and nothing else', () => {
    const glob = fc.constantFrom('*', 'vit-*', 'vit-b-16', '*-t', 'none-such');
    const exclusion: fc.Arbitrary<Exclusion> = fc.record(
      {
        method: fc.constantFrom('knn', 'logistic-*'),
        encoder: glob,
        dataset: fc.constantFrom('birds', 'b*'),
        protocol: fc.constantFrom(...PROTOCOLS),
        budget: anyBudget,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anySweep, exclusion, (sweep, out) => {
        const stays = ({ dataset, encoder, budget }: CellListing, kind: string, protocol: Protocol) =>
          !(
            (out.method === undefined || matchesGlob(kind, out.method)) &&
            (out.encoder === undefined || matchesGlob(encoder, out.encoder)) &&
            (out.dataset === undefined || matchesGlob(dataset, out.dataset)) &&
            (out.protocol === undefined || protocol === out.protocol) &&
            (out.budget === undefined || budget === out.budget)
          );
        const kept = expandSweep(sweep).map((planned) => ({
          ...planned,
          listings: planned.listings.filter((listing) =>
            stays(listing, planned.cell.method.kind, planned.cell.split.request.protocol),
          ),
        }));
        expect(spelt(expandSweep({ ...sweep, exclude: [out] }))).toEqual(spelt(kept));
        // The same words beside a method narrow that method alone.
        const [first, ...others] = sweep.methods;
        const narrowed = { ...sweep, methods: [{ ...first!, exclude: [out] }, ...others] };
        expect(spelt(expandSweep(narrowed)).length).toBeGreaterThanOrEqual(spelt(kept).length);
      }),
      { numRuns: 100 },
    );
  });

  test('says once what it was told twice', () => {
    const twice: Sweep = { ...SWEEP, budgets: [10, 10], methods: [SWEEP.methods[0]!, SWEEP.methods[0]!] };
    expect(expandSweep(twice)).toEqual(expandSweep({ ...SWEEP, budgets: [10] }));
  });

  test('is one cell for two names of the same encoder, listed under both', () => {
    const cells = expandSweep({
      ...SWEEP,
      encoders: [encoder('vit-b-16'), encoder('mine', 'vit-b-16')],
      budgets: [10],
      draws: 1,
    });
    expect(cells).toHaveLength(1);
    expect(cells[0]!.listings.map(({ encoder }) => encoder)).toEqual(['vit-b-16', 'mine']);
  });

  test('asks a dataset once for each split', () => {
    let asked = 0;
    const counting = {
      ...dataset('birds'),
      splitHash: (...request: Parameters<ReturnType<typeof dataset>['splitHash']>) => (
        asked++,
        dataset('birds').splitHash(...request)
      ),
    };
    expandSweep({ ...SWEEP, datasets: [counting] });
    expect(asked).toBe(3 * 3);
  });

  test('has a method without labels once per dataset and protocol, under the budget 0', () => {
    const zeroShot: SweepMethod = {
      method: {
        kind: 'zero-shot',
        tower: 'a'.repeat(64),
        classNames: ['cat', 'dog'],
        templates: ['a photo of a {}.'],
        scale: 100,
        bias: null,
      },
      ...{ datasets: null, budgets: null, draws: null, exclude: [], encoders: ['vit-l-14'], variant: 'own' },
    };
    const cells = expandSweep({ ...SWEEP, methods: [...SWEEP.methods, zeroShot] });
    const own = cells.filter(({ cell }) => cell.method.kind === 'zero-shot');
    expect(own).toHaveLength(1);
    expect(own[0]!.listings).toEqual([{ encoder: 'vit-l-14', dataset: 'birds', variant: 'own', budget: 0, draw: 0 }]);
    expect(Cell.parse(own[0]!.cell)).toEqual(own[0]!.cell);
    const budgeted = { ...own[0]!.cell.split, request: { ...own[0]!.cell.split.request, budget: 10 } };
    expect(Cell.safeParse({ ...own[0]!.cell, split: budgeted }).success).toBe(false);
  });

  test('comes in the same order every time', () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        expect(expandSweep(sweep)).toEqual(expandSweep(sweep));
      }),
      { numRuns: 20 },
    );
  });
});
