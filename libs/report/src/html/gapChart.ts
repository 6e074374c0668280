/** @file In and out of distribution side by side: a row per encoder, two marks with error bars, the gap between them. */
import { difference } from '../difference.ts';
import { decimalsOf, fixed, formatScore, inUnits, unitOf, type Interval } from '../formatScore.ts';
import { cutText } from '../text.ts';
import { escapeHtml } from './escapeHtml.ts';
import { errorBar, marker, seriesClass } from './marker.ts';
import { linearScale, position } from './scale.ts';

export interface GapRow {
  readonly name: string;
  readonly isControl: boolean;
  readonly index: number;
  readonly id: Interval;
  readonly ood: Interval;
}

export interface GapPicture {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  /** Drawn in this order, from the top. */
  readonly rows: readonly GapRow[];
}

const PLOT = { left: 150, right: 370, top: 26 };
const WIDTH = 460;
const ROW_HEIGHT = 26;

export function gapChart({ id, title, metric, rows }: GapPicture): string {
  const shown = rows.map((row) => ({
    ...row,
    id: inUnits(row.id, metric),
    ood: inUnits(row.ood, metric),
    gap: inUnits(difference(row.id, row.ood), metric),
  }));
  const x = linearScale(
    shown.flatMap((row) => [row.id.low, row.id.high, row.ood.low, row.ood.high]),
    { from: PLOT.left, to: PLOT.right, count: 4 },
  );
  const bottom = PLOT.top + ROW_HEIGHT * shown.length;
  const grid = x.ticks.map(
    (tick) =>
      `<path class="grid" d="M${position(x.at(tick))},${PLOT.top}V${bottom}"/>` +
      `<text class="tick" x="${position(x.at(tick))}" y="${bottom + 17}" text-anchor="middle">${tick.toFixed(x.decimals)}</text>`,
  );
  const lines = shown.map((row, i) => {
    const y = PLOT.top + ROW_HEIGHT * (i + 0.5);
    const decimals = decimalsOf(row.gap);
    const said = `${row.name}: in distribution ${formatScore(row.id, '')}, out of distribution ${formatScore(row.ood, '')}, gap ${formatScore(row.gap, '')}`;
    return [
      `<g class="${seriesClass(row.index)}${row.isControl ? ' control' : ''}"><title>${escapeHtml(said)}</title>`,
      `<text class="label" x="${PLOT.left - 10}" y="${position(y + 4)}" text-anchor="end">${escapeHtml(cutText(row.name, 22))}</text>`,
      `<path class="line" d="M${position(x.at(row.ood.value))},${position(y + 4)}L${position(x.at(row.id.value))},${position(y - 4)}"/>`,
      errorBar({ y: y - 4, low: x.at(row.id.low), high: x.at(row.id.high) }),
      errorBar({ y: y + 4, low: x.at(row.ood.low), high: x.at(row.ood.high) }),
      marker(0, x.at(row.id.value), y - 4),
      marker(0, x.at(row.ood.value), y + 4, true),
      `<text class="label" x="${WIDTH - 2}" y="${position(y + 4)}" text-anchor="end">${fixed(row.gap.value, decimals)}</text></g>`,
    ].join('');
  });
  const unit = unitOf(metric);
  return [
    `<svg class="chart" role="img" viewBox="0 0 ${WIDTH} ${bottom + 40}" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${escapeHtml(title)}</title>`,
    `<desc id="${id}-d">${escapeHtml(shown.map((row) => `${row.name}: ${row.id.value.toFixed(1)} in, ${row.ood.value.toFixed(1)} out of distribution`).join('; '))}</desc>`,
    `<g class="s7">${marker(0, PLOT.left + 6, 10)}<text class="tick" x="${PLOT.left + 14}" y="14">in distribution</text>`,
    `${marker(0, PLOT.left + 116, 10, true)}<text class="tick" x="${PLOT.left + 124}" y="14">out of distribution</text></g>`,
    `<text class="tick" x="${WIDTH - 2}" y="14" text-anchor="end">gap</text>`,
    ...grid,
    ...lines,
    `<text class="tick" x="${position((PLOT.left + PLOT.right) / 2)}" y="${bottom + 35}" text-anchor="middle">${escapeHtml(`${metric}${unit && `, ${unit}`}`)}</text>`,
    '</svg>',
  ].join('\n');
}
