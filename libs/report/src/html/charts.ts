/** @file Which charts a report has: per dataset and method a learning curve for each main subset, and the gap. */
import { compareBudgets, formatBudget } from '../formatScore.ts';
import { compareText, type Leaderboard, type LeaderboardEntry } from '../leaderboard.ts';
import { methodLabel } from '../leaderboardText.ts';
import { gapChart } from './gapChart.ts';
import { escapeHtml } from './escapeHtml.ts';
import { learningCurveChart } from './learningCurveChart.ts';

const SUBSET_NAMES: Readonly<Record<string, string>> = {
  id: 'in distribution',
  ood: 'out of distribution',
  test: 'test images',
};

interface Point {
  readonly board: Leaderboard;
  readonly entry: LeaderboardEntry;
}

/** Figures for the boards of one dataset, protocol and metric. Ids begin with `prefix`. */
export function chartsOf(
  boards: readonly Leaderboard[],
  seriesOf: ReadonlyMap<string, number>,
  prefix: string,
): string {
  const points: Point[] = boards.flatMap((board) => board.entries.map((entry) => ({ board, entry })));
  const methods = [...Map.groupBy(points, ({ entry }) => methodLabel(entry))].sort(([a], [b]) => compareText(a, b));
  const figures = methods.flatMap(([method, ofMethod], m) => [
    ...['id', 'test', 'ood'].flatMap((subset) =>
      learningCurve(ofMethod, { subset, method, seriesOf, id: `${prefix}-c${m}-${subset}` }),
    ),
    ...gapPicture(ofMethod, { method, seriesOf, id: `${prefix}-g${m}` }),
  ]);
  return figures.length > 0 ? `<div class="charts">\n${figures.join('\n')}\n</div>` : '';
}

interface ChartOptions {
  readonly id: string;
  readonly method: string;
  readonly seriesOf: ReadonlyMap<string, number>;
}

function learningCurve(
  points: readonly Point[],
  { subset, method, seriesOf, id }: ChartOptions & { subset: string },
): string[] {
  const present = points.filter(({ entry }) => entry.scores.has(subset));
  if (present.length === 0) return [];
  const series = [...Map.groupBy(present, ({ entry }) => entry.encoder)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, ofEncoder]) => ({
      name,
      isControl: ofEncoder[0]!.entry.role === 'control',
      index: seriesOf.get(name)!,
      points: ofEncoder.map(({ board, entry }) => {
        const { value, low, high } = entry.scores.get(subset)!;
        return { budget: board.budget, value, low, high };
      }),
    }));
  const { dataset, metric } = present[0]!.board;
  const title = `${dataset}, ${SUBSET_NAMES[subset]}: ${method}`;
  return [figure(title, learningCurveChart({ id, title, metric, series }))];
}

/** The gap at the largest budget that the method was given. */
function gapPicture(points: readonly Point[], { method, seriesOf, id }: ChartOptions): string[] {
  const paired = points.filter(({ entry }) => entry.gap !== null);
  if (paired.length === 0) return [];
  const largest = paired
    .map(({ board }) => board.budget)
    .sort(compareBudgets)
    .at(-1)!;
  const rows = paired
    .filter(({ board }) => board.budget === largest)
    .map(({ entry }) => ({
      name: entry.encoder,
      isControl: entry.role === 'control',
      index: seriesOf.get(entry.encoder)!,
      id: entry.scores.get('id')!,
      ood: entry.scores.get('ood')!,
    }));
  const { dataset, metric } = paired[0]!.board;
  const title = `${dataset}, gap with ${formatBudget(largest)}: ${method}`;
  return [figure(title, gapChart({ id, title, metric, rows }))];
}

function figure(title: string, chart: string): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>\n${chart}</figure>`;
}
