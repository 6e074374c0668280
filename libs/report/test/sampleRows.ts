/** @file Rows as a small sweep gives them: three encoders, two methods, three budgets, in and out of distribution. */
import type { ReportRow } from '../src/mod.ts';

const ENCODERS = [
  { encoder: 'dino-vit-s', role: 'pretrained', base: 0.62 },
  { encoder: 'mobilenet', role: 'pretrained', base: 0.61 },
  { encoder: 'hog', role: 'control', base: 0.41 },
] as const;
const METHODS = [
  { method: 'knn', variant: 'k=20', bonus: 0 },
  { method: 'logistic-regression', variant: 'c=validate', bonus: 0.05 },
] as const;
const BUDGETS = [
  { budget: '5', bonus: 0 },
  { budget: '20', bonus: 0.08 },
  { budget: 'all', bonus: 0.15 },
] as const;
const SUBSETS = [
  { subset: 'id', n: 400, bonus: 0.1 },
  { subset: 'ood', n: 1600, bonus: -0.12 },
  { subset: 'twemoji', n: 800, bonus: -0.1 },
  { subset: 'openmoji', n: 800, bonus: -0.14 },
] as const;

export function sampleRow(changes: Partial<ReportRow> = {}): ReportRow {
  return {
    encoder: 'dino-vit-s',
    role: 'pretrained',
    dataset: 'emoji-drift',
    subset: 'test',
    protocol: 'few-shot',
    method: 'knn',
    variant: 'k=20',
    budget: '20',
    metric: 'accuracy',
    value: 0.713,
    low: 0.69,
    high: 0.735,
    n: 1600,
    draws: 3,
    drawSd: 0.0123,
    rank: 1,
    ...changes,
  };
}

/** Ranks by value alone: what a database with paired tests says comes from there, not from here. */
export function sampleRows(): ReportRow[] {
  const rows = ENCODERS.flatMap(({ encoder, role, base }) =>
    METHODS.flatMap(({ method, variant, bonus: m }) =>
      BUDGETS.flatMap(({ budget, bonus: b }) =>
        SUBSETS.map(({ subset, n, bonus: s }) => {
          const value = base + m + b + s;
          const half = 1.96 * Math.sqrt((value * (1 - value)) / n);
          return sampleRow({
            encoder,
            role,
            method,
            variant,
            budget,
            subset,
            n,
            value,
            low: value - half,
            high: value + half,
          });
        }),
      ),
    ),
  );
  return rows.map((row) => ({
    ...row,
    rank:
      1 +
      rows.filter((other) => other.budget === row.budget && other.subset === row.subset && other.value > row.value)
        .length,
  }));
}
