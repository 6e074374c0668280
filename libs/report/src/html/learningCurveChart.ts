/** @file Score by label budget, a line per encoder with error bars, as inline SVG. */
import { compareBudgets, formatScore, inUnits, unitOf, type Interval } from '../formatScore.ts';
import { cutText } from '../text.ts';
import { escapeHtml } from './escapeHtml.ts';
import { errorBar, marker, seriesClass } from './marker.ts';
import { linearScale, position, spread } from './scale.ts';

export interface CurveSeries {
  readonly name: string;
  readonly isControl: boolean;
  /** The series' colour and shape, the same in every chart of a report. */
  readonly index: number;
  readonly points: readonly (Interval & { readonly budget: string })[];
}

export interface Curve {
  /** Unique in the document. */
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  readonly series: readonly CurveSeries[];
}

const PLOT = { left: 46, right: 300, top: 26, bottom: 228 };
const SIZE = { width: 460, height: 270 };
const LABEL_HEIGHT = 13;

/** Budgets stand at even steps, `all` last; series stand side by side so that error bars do not cover each other. */
export function learningCurveChart({ id, title, metric, series }: Curve): string {
  const budgets = [...new Set(series.flatMap(({ points }) => points.map(({ budget }) => budget)))].sort(compareBudgets);
  const shown = series.map((one) => ({
    ...one,
    points: [...one.points]
      .sort((a, b) => compareBudgets(a.budget, b.budget))
      .map((point) => ({ ...inUnits(point, metric), budget: point.budget })),
  }));
  const y = linearScale(
    shown.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])),
    { from: PLOT.bottom, to: PLOT.top },
  );
  const step = (PLOT.right - PLOT.left) / budgets.length;
  const dodge = Math.min(7, (step * 0.6) / Math.max(1, shown.length - 1));
  const x = (budget: string, i: number) =>
    PLOT.left + step * (budgets.indexOf(budget) + 0.5) + dodge * (i - (shown.length - 1) / 2);

  const grid = y.ticks.map(
    (tick) =>
      `<path class="grid" d="M${PLOT.left},${position(y.at(tick))}H${PLOT.right}"/>` +
      `<text class="tick" x="${PLOT.left - 6}" y="${position(y.at(tick) + 4)}" text-anchor="end">${tick.toFixed(y.decimals)}</text>`,
  );
  const names = budgets.map(
    (budget, i) =>
      `<text class="tick" x="${position(PLOT.left + step * (i + 0.5))}" y="${PLOT.bottom + 17}" text-anchor="middle">${escapeHtml(budget)}</text>`,
  );
  const labels = spread(
    shown.map(({ points }) => y.at(points.at(-1)!.value)),
    LABEL_HEIGHT,
    { low: PLOT.top, high: PLOT.bottom },
  );
  const lines = shown.map(({ name, isControl, index, points }, i) => {
    const at = points.map((point) => ({ x: x(point.budget, i), y: y.at(point.value) }));
    const path = at.map((point, k) => `${k === 0 ? 'M' : 'L'}${position(point.x)},${position(point.y)}`).join('');
    const bars = points.map((point, k) => errorBar({ x: at[k]!.x, low: y.at(point.low), high: y.at(point.high) }));
    const marks = at.map((point) => marker(index, point.x, point.y, isControl));
    const end = at.at(-1)!;
    const leader = `<path class="leader" d="M${position(end.x + 6)},${position(end.y)}L${PLOT.right + 6},${position(labels[i]!)}"/>`;
    const text = `<text class="label" x="${PLOT.right + 10}" y="${position(labels[i]! + 4)}">${escapeHtml(cutText(name, 22))}</text>`;
    const tip = `<title>${escapeHtml(`${name}: ${points.map((point) => `${point.budget}: ${spoken(point, metric)}`).join('; ')}`)}</title>`;
    return `<g class="${seriesClass(index)}${isControl ? ' control' : ''}">${tip}${leader}<path class="line" d="${path}"/>${bars.join('')}${marks.join('')}${text}</g>`;
  });
  const unit = unitOf(metric);
  return [
    `<svg class="chart" role="img" viewBox="0 0 ${SIZE.width} ${SIZE.height}" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${escapeHtml(title)}</title>`,
    `<desc id="${id}-d">${escapeHtml(describe(series, metric))}</desc>`,
    ...grid,
    ...names,
    `<text class="tick" x="${position((PLOT.left + PLOT.right) / 2)}" y="${PLOT.bottom + 35}" text-anchor="middle">labels per class</text>`,
    `<text class="tick" x="2" y="10">${escapeHtml(`${metric}${unit && `, ${unit}`}`)}</text>`,
    ...lines,
    '</svg>',
  ].join('\n');
}

/** The points are in shown units already, so they are written as a metric without one. */
function spoken(point: Interval, metric: string): string {
  return `${formatScore(point, '')}${unitOf(metric)}`;
}

function describe(series: readonly CurveSeries[], metric: string): string {
  return series
    .map(({ name, points }) => {
      const [first, last] = [points[0]!, points.at(-1)!];
      const ends = [first, last].map((point) => `${formatScore(point, metric)} with ${point.budget}`);
      return `${name}: ${points.length > 1 ? ends.join(', ') : ends[0]!}`;
    })
    .join('; ');
}
