/**
 * @file From rows of the view to tables: one per dataset, protocol, budget and metric, an entry per encoder and method,
 * and in it a score per subset, in and out of distribution side by side with the gap between them.
 */
import { difference } from './difference.ts';
import { ReportError } from './errors.ts';
import { compareBudgets, type Interval } from './formatScore.ts';
import type { ReportRow } from './rows.ts';

export interface LeaderboardEntry {
  readonly rank: number;
  readonly encoder: string;
  readonly role: ReportRow['role'];
  readonly method: string;
  readonly variant: string;
  readonly scores: ReadonlyMap<string, ReportRow>;
  /** In distribution minus out of distribution; null without both. */
  readonly gap: Interval | null;
}

export interface Leaderboard {
  readonly dataset: string;
  readonly protocol: string;
  readonly budget: string;
  readonly metric: string;
  /** The subset that decides the order: `id`, `test`, or the first there is. */
  readonly primary: string;
  /** Subsets with rows: the primary one, `ood`, then the domains by name. */
  readonly subsets: readonly string[];
  /** By rank on the primary subset, then value, then name. */
  readonly entries: readonly LeaderboardEntry[];
}

/**
 * Groups the rows into tables, in the order dataset, protocol, budget.
 * @param metric which metric to show; by default the dataset's own, else `accuracy`, or the first one there is
 * @throws {ReportError} for a value that is not finite, and for two rows of the same entry and subset
 */
export function leaderboards(rows: readonly ReportRow[], metric?: string): Leaderboard[] {
  rows.forEach(assertFinite);
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.dataset, row.protocol, row.budget]));
  return [...groups.values()]
    .flatMap((group) => {
      const metrics = [...new Set(group.map((row) => row.metric))].sort();
      const headline = group.find(({ isHeadline }) => isHeadline === true)?.metric;
      const shown = metric ?? headline ?? (metrics.includes('accuracy') ? 'accuracy' : metrics[0]!);
      const chosen = group.filter((row) => row.metric === shown);
      return chosen.length > 0 ? [leaderboard(chosen, shown)] : [];
    })
    .sort(
      (a, b) =>
        compareText(a.dataset, b.dataset) || compareText(a.protocol, b.protocol) || compareBudgets(a.budget, b.budget),
    );
}

function leaderboard(rows: readonly ReportRow[], metric: string): Leaderboard {
  const subsets = [...new Set(rows.map((row) => row.subset))].sort(
    (a, b) => subsetOrder(a) - subsetOrder(b) || compareText(a, b),
  );
  const primary = subsets[0]!;
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.encoder, row.method, row.variant]));
  const entries = [...groups.values()].map((group) => entryOf(group, primary));
  const { dataset, protocol, budget } = rows[0]!;
  return { dataset, protocol, budget, metric, primary, subsets, entries: entries.sort(compareEntries(primary)) };
}

function entryOf(rows: readonly ReportRow[], primary: string): LeaderboardEntry {
  const scores = new Map<string, ReportRow>();
  for (const row of rows) {
    if (scores.has(row.subset))
      throw new ReportError(`Expected one row per entry and subset, got two: ${describe(row)}.`);
    scores.set(row.subset, row);
  }
  const { encoder, role, method, variant, rank } = scores.get(primary) ?? { ...rows[0]!, rank: Infinity };
  const [id, ood] = [scores.get('id'), scores.get('ood')];
  return { rank, encoder, role, method, variant, scores, gap: id && ood ? difference(id, ood) : null };
}

function compareEntries(primary: string) {
  const value = (entry: LeaderboardEntry) => entry.scores.get(primary)?.value ?? -Infinity;
  return (a: LeaderboardEntry, b: LeaderboardEntry): number => {
    if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
    if (value(a) !== value(b)) return value(b) > value(a) ? 1 : -1;
    return compareText(a.encoder, b.encoder) || compareText(a.method, b.method) || compareText(a.variant, b.variant);
  };
}

function subsetOrder(subset: string): number {
  const order = ['id', 'test', 'ood'].indexOf(subset);
  return order < 0 ? 3 : order;
}

/** Numbers inside the texts are compared as numbers: k=5 comes before k=20. The same on every machine. */
export function compareText(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
const collator = new Intl.Collator('en', { numeric: true });

function assertFinite(row: ReportRow): void {
  if ([row.value, row.low, row.high].every(Number.isFinite)) return;
  throw new ReportError(
    `Expected a finite value and interval, got ${row.value} [${row.low}, ${row.high}] for ${describe(row)}.`,
  );
}

function describe(row: ReportRow): string {
  return `${row.encoder} ${row.method} ${row.variant} on ${row.dataset}/${row.subset}, budget ${row.budget}, ${row.metric}`;
}
