import { Random, matrix } from '@regatta/tensor';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ProbeEngine, crossValidateC, stratifiedFolds } from './mod.ts';

const engine = new ProbeEngine({ threads: 1 });
afterAll(() => engine.close());
const breathe = async () => {};

describe('stratified folds', () => {
  test('have like shares of every class, and like sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: 2, maxLength: 80 }),
        fc.integer({ min: 2, max: 5 }),
        (labels, folds) => {
          const foldOf = stratifiedFolds(labels, [...labels.keys()], { folds, random: new Random('x') });
          const sizes = (of: (row: number) => boolean) => {
            const counts = new Array<number>(folds).fill(0);
            labels.forEach((_, row) => of(row) && counts[foldOf[row]!]!++);
            return Math.max(...counts) - Math.min(...counts);
          };
          expect(sizes(() => true)).toBeLessThanOrEqual(1);
          for (const label of new Set(labels)) expect(sizes((row) => labels[row] === label)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('keep what belongs together in one fold', () => {
    const units = Int32Array.from({ length: 60 }, (_, row) => Math.floor(row / 4));
    const labels = units.map((unit) => unit % 3);
    const foldOf = stratifiedFolds(labels, units, { folds: 3, random: new Random('x') });
    for (const unit of units) expect(new Set(foldOf.filter((_, row) => units[row] === unit)).size).toBe(1);
    expect(new Set(foldOf).size).toBe(3);
  });
});

describe('C by cross-validation', () => {
  const random = new Random('rows');
  const labels = Int32Array.from({ length: 60 }, (_, row) => row % 3);
  const data = Float32Array.from({ length: 60 * 20 }, (_, i) => {
    const [row, column] = [Math.floor(i / 20), i % 20];
    return random.normal() + (column === labels[row] ? 1.5 : 0);
  });
  const X = matrix(data, 60, 20);
  const foldOf = stratifiedFolds(labels, [...labels.keys()], { folds: 5, random: new Random('folds') });
  const task = { X, labels, classes: 3, scaling: 'none' as const, foldOf };

  test('asks about every label once, by a fit that has not seen it', async () => {
    const grid = [1e-4, 0.1, 10];
    const chosen = await crossValidateC(task, grid, { engine, breathe });
    expect(chosen).toMatchObject({ rows: 60, folds: 5 });
    expect(chosen.tried.map(({ c }) => c)).toEqual(grid);
    expect(chosen.right).toBe(Math.max(...chosen.tried.map(({ right }) => right)));
    expect(chosen.right).toBeGreaterThan(36);
    // Rows that say nothing of the class are answered by luck, which a fit that had seen them would not be.
    const noise = matrix(
      Float32Array.from({ length: 60 * 200 }, () => random.normal()),
      60,
      200,
    );
    const { tried } = await crossValidateC({ ...task, X: noise }, [10], { engine, breathe });
    expect(tried[0]!.right).toBeLessThan(36);
  });

  test('is refused with one fold', async () => {
    const alone = crossValidateC({ ...task, foldOf: new Int32Array(60) }, [1], { engine, breathe });
    await expect(alone).rejects.toThrow('Expected at least 2 folds, got 1.');
  });
});
