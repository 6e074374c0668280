/**
 * @file Rankings across datasets: which encoders stand higher on average and whether that is more than luck (Friedman,
 * Nemenyi), and whether one way of testing foretells another (Kendall).
 *
 * A view is one way to rank encoders: protocol, method, variant, budget. Only encoders and datasets that a view has all
 * numbers of are compared in it, and what is left out is named.
 */
import { friedman, indistinguishable, kendall, nemenyiCriticalDifference } from '@regatta/metrics';
import { compareText } from '@regatta/report';
import type { LeaderboardRow } from '@regatta/store';

export interface ViewRanking {
  /** `few-shot knn k=5 at 10`. */
  readonly view: string;
  readonly datasets: readonly string[];
  /** By average rank, 1 for the best. */
  readonly encoders: readonly { readonly encoder: string; readonly averageRank: number }[];
  /** Of the hypothesis that all encoders are alike; null with fewer than two datasets or encoders. */
  readonly p: number | null;
  /** Average ranks that differ by less are not told apart at 5 % (Nemenyi). */
  readonly criticalDifference: number | null;
  /** Longest runs of encoders that are not told apart. */
  readonly ties: readonly (readonly string[])[];
  /** Encoders that lack a number on one of the datasets. */
  readonly leftOut: readonly string[];
}

export interface Agreement {
  readonly what: 'views' | 'datasets';
  readonly first: string;
  readonly second: string;
  /** Kendall's tau-b of the encoders' scores, its mean where several datasets (or views) have both. */
  readonly tau: number;
  /** Datasets, or views, behind the mean. */
  readonly pairs: number;
  /** The fewest encoders that both had. */
  readonly encoders: number;
}

export interface Rankings {
  readonly metric: string;
  readonly views: readonly ViewRanking[];
  readonly agreements: readonly Agreement[];
}

/** Encoders in common from which on a correlation of ranks says anything. */
const ENCODERS_MIN = 3;

type Scores = ReadonlyMap<string, number>;

/** @param rows of one sweep @param metric `headline` for each dataset's own; scores on `test` or `id` count */
export function rankingsOf(rows: readonly LeaderboardRow[], metric: string): Rankings {
  const chosen = rows.filter(
    (row) =>
      (row.subset === 'test' || row.subset === 'id') &&
      (metric === 'headline' ? row.isHeadline : row.metric === metric),
  );
  const views = new Map<string, Map<string, Map<string, number>>>();
  for (const { protocol, method, variant, budget, dataset, encoder, value } of chosen) {
    const view = `${protocol} ${[method, variant].filter(Boolean).join(' ')} at ${budget}`;
    const datasets = getOr(views, view, () => new Map<string, Map<string, number>>());
    getOr(datasets, dataset, () => new Map<string, number>()).set(encoder, value);
  }
  const names = [...views.keys()].sort(compareText);
  return {
    metric,
    views: names.map((view) => rankView(view, views.get(view)!)),
    agreements: [
      ...agreements('views', names, (view) => views.get(view)!),
      ...agreements('datasets', [...new Set(chosen.map(({ dataset }) => dataset))].sort(compareText), (dataset) => {
        const own = [...views].flatMap(([view, datasets]) => {
          const scores = datasets.get(dataset);
          return scores ? [[view, scores] as const] : [];
        });
        return new Map(own);
      }),
    ],
  };
}

function rankView(view: string, scores: ReadonlyMap<string, Scores>): ViewRanking {
  const datasets = [...scores.keys()].sort(compareText);
  const all = [...new Set(datasets.flatMap((dataset) => [...scores.get(dataset)!.keys()]))].sort(compareText);
  const encoders = all.filter((encoder) => datasets.every((dataset) => scores.get(dataset)!.has(encoder)));
  const table = datasets.map((dataset) => encoders.map((encoder) => scores.get(dataset)!.get(encoder)!));
  const tested = friedman(table);
  const ranks = tested?.meanRanks ?? meanRanks(table, encoders.length);
  const criticalDifference = tested === null ? null : nemenyiCriticalDifference(tested);
  const runs = criticalDifference === null ? [] : indistinguishable(ranks, criticalDifference);
  return {
    view,
    datasets,
    encoders: encoders
      .map((encoder, i) => ({ encoder, averageRank: ranks[i]! }))
      .sort((a, b) => a.averageRank - b.averageRank || compareText(a.encoder, b.encoder)),
    p: tested?.fP ?? null,
    criticalDifference,
    ties: runs.map((run) => run.map((i) => encoders[i]!)),
    leftOut: all.filter((encoder) => !encoders.includes(encoder)),
  };
}

/** Where no test is defined: 1 + the encoders that score higher, equal ones sharing the mean. */
function meanRanks(table: readonly (readonly number[])[], encoders: number): number[] {
  return Array.from({ length: encoders }, (_, i) => {
    const ranks = table.map((row) => {
      const higher = row.filter((score) => score > row[i]!).length;
      const equal = row.filter((score) => score === row[i]).length;
      return higher + (equal + 1) / 2;
    });
    return ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  });
}

/** Every pair of names, over what both have scores of. */
function agreements(
  what: Agreement['what'],
  names: readonly string[],
  scoresOf: (name: string) => ReadonlyMap<string, Scores>,
): Agreement[] {
  const found: Agreement[] = [];
  for (const [i, second] of names.entries()) {
    for (const first of names.slice(0, i)) {
      const [a, b] = [scoresOf(first), scoresOf(second)];
      const taus: { tau: number; encoders: number }[] = [];
      for (const [place, own] of a) {
        const others = b.get(place);
        const common = [...own.keys()].filter((encoder) => others?.has(encoder) === true);
        if (common.length < ENCODERS_MIN) continue;
        const tau = kendall(
          common.map((encoder) => own.get(encoder)!),
          common.map((encoder) => others!.get(encoder)!),
        );
        if (tau !== null) taus.push({ tau, encoders: common.length });
      }
      if (taus.length === 0) continue;
      const tau = taus.reduce((sum, one) => sum + one.tau, 0) / taus.length;
      found.push({
        what,
        first,
        second,
        tau,
        pairs: taus.length,
        encoders: Math.min(...taus.map((one) => one.encoders)),
      });
    }
  }
  return found.sort((a, b) => b.tau - a.tau);
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
