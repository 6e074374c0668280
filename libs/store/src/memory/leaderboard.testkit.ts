/** @file The view `leaderboard` over the tables in memory; what each column means stands in ../schema/leaderboard.ts. */
import type { Metric } from '@regatta/jobs';
import type { LeaderboardRow } from '../store.ts';
import { byText, type MemoryTables, type SweepRow } from './tables.testkit.ts';

/** Metrics that are better when they are less. */
const LESS_IS_BETTER = new Set(['log-loss', 'calibration-error']);

export const budgetOrder = (budget: string): number => (budget === 'all' ? Infinity : Number(budget));

export function leaderboardRows(tables: MemoryTables, sweep: SweepRow): LeaderboardRow[] {
  const scores = scoresOf(tables, sweep);
  const rows = scores.map((score) => {
    const peers = scores.filter((peer) => placeOf(peer) === placeOf(score));
    return { ...score, rank: pairedRank(tables, sweep, score) ?? 1 + peers.filter(isBetterThan(score)).length };
  });
  const byBudget = (a: LeaderboardRow, b: LeaderboardRow) => {
    const [left, right] = [budgetOrder(a.budget), budgetOrder(b.budget)];
    return left === right ? 0 : left - right;
  };
  const byPlace = byText<LeaderboardRow>(
    ({ dataset }) => dataset,
    ({ protocol }) => protocol,
  );
  const byMetric = byText<LeaderboardRow>(
    ({ metric }) => metric,
    ({ subset }) => subset,
  );
  const byEntry = byText<LeaderboardRow>(
    ({ encoder }) => encoder,
    ({ method }) => method,
    ({ variant }) => variant,
  );
  return rows.sort(
    (a, b) =>
      byPlace(a, b) || byBudget(a, b) || byMetric(a, b) || a.rank - b.rank || b.value - a.value || byEntry(a, b),
  );
}

type Score = Omit<LeaderboardRow, 'rank'>;

const placeOf = ({ dataset, subset, protocol, budget, metric }: Score) =>
  JSON.stringify([dataset, subset, protocol, budget, metric]);

/** Each number of each entry, averaged over draws. */
function scoresOf(tables: MemoryTables, { name: sweep, listings }: SweepRow): Score[] {
  const groups = new Map<
    string,
    { score: Omit<Score, keyof ReturnType<typeof average>>; draws: Map<string, Metric> }
  >();
  for (const { cell, encoder, dataset, protocol, method, variant, budget } of listings)
    for (const metric of tables.results.get(cell)?.done.metrics ?? []) {
      const key = JSON.stringify([encoder, dataset, protocol, method, variant, budget, metric.subset, metric.name]);
      const { role } = tables.encoders.get(tables.cell(cell).cell.encoder.hash)!;
      const score = {
        ...{ sweep, encoder, role, dataset, subset: metric.subset, protocol, method, variant, budget },
        metric: metric.name,
      };
      const group = groups.get(key) ?? { score, draws: new Map<string, Metric>() };
      group.draws.set(cell, metric);
      groups.set(key, group);
    }
  return [...groups.values()].map(({ score, draws }) => ({ ...score, ...average([...draws.values()]) }));
}

function average(given: readonly Metric[]) {
  const metrics = given.toSorted((a, b) => a.value - b.value || a.low - b.low || a.high - b.high);
  const mean = (of: (metric: Metric) => number) =>
    metrics.reduce((sum, metric) => sum + of(metric), 0) / metrics.length;
  const value = mean((metric) => metric.value);
  const squares = metrics.reduce((sum, metric) => sum + (metric.value - value) ** 2, 0);
  return {
    ...{ value, low: mean(({ low }) => low), high: mean(({ high }) => high) },
    n: Math.min(...metrics.map(({ n }) => n)),
    draws: metrics.length,
    drawSd: metrics.length < 2 ? null : Math.sqrt(squares / (metrics.length - 1)),
    isHeadline: metrics.some(({ isHeadline }) => isHeadline === true),
  };
}

/** By the paired tests of the sweep's comparisons; null where they have not run. */
function pairedRank(tables: MemoryTables, sweep: SweepRow, score: Score): number | null {
  for (const id of sweep.jobs) {
    const { payload, standings } = tables.job(id);
    if (standings === null || !('contestants' in payload)) continue;
    const { dataset, protocol, budget, contestants } = payload;
    if (dataset.name !== score.dataset || protocol !== score.protocol || budget !== score.budget) continue;
    const standing = standings.find(({ subset, metric, contestant }) => {
      const { encoder, method, variant } = contestants[contestant]!;
      const isEntry = encoder === score.encoder && method === score.method && variant === score.variant;
      return isEntry && subset === score.subset && metric === score.metric;
    });
    if (standing !== undefined) return standing.rank;
  }
  return null;
}

/** By the interval of the difference, square-and-add; see the view. */
function isBetterThan(score: Score): (peer: Score) => boolean {
  const own = meritOf(score);
  return (peer) => {
    const other = meritOf(peer);
    return (
      other.merit - own.merit > 0 && other.merit - own.merit > Math.hypot(other.merit - other.low, own.high - own.merit)
    );
  };
}

function meritOf({ metric, value, low, high }: Score): { merit: number; low: number; high: number } {
  return LESS_IS_BETTER.has(metric) ? { merit: -value, low: -high, high: -low } : { merit: value, low, high };
}
