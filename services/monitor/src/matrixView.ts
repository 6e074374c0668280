/** @file The matrix of encoder x dataset: each field shows its best score so far and how much of it is done. */
import { displayWidth, fitText } from '@regatta/report';
import type { MatrixField } from '@regatta/store';
import { bar, type Glyphs } from './glyphs.ts';
import type { Scroll, Section } from './section.ts';
import { span, type Line, type Span } from './styledLine.ts';

/** A field: the score in five columns, a blank, then a bar or a count. */
const FIELD_WIDTH_MIN = 13;
const FIELD_WIDTH_MAX = 22;
const SCORE_WIDTH = 5;

/**
 * @param onScrollMax told how far the matrix can be scrolled, once it is known how many lines it gets
 */
export function matrixSection(
  fields: readonly MatrixField[],
  { columns, glyphs, scroll }: { columns: number; glyphs: Glyphs; scroll: Scroll },
  onScrollMax: (max: Scroll) => void,
): Section {
  const encoders = [...new Set(fields.map(({ encoder }) => encoder))];
  const datasets = [...new Set(fields.map(({ dataset }) => dataset))];
  const byPlace = new Map(fields.map((field) => [`${field.encoder}\n${field.dataset}`, field]));
  const nameWidth = Math.min(Math.max(7, ...encoders.map(displayWidth)), Math.max(10, Math.floor(columns * 0.35)));
  const widths = datasets.map((name) => Math.min(FIELD_WIDTH_MAX, Math.max(FIELD_WIDTH_MIN, displayWidth(name))));
  const best = new Map(
    datasets.map((dataset) => [
      dataset,
      Math.max(...fields.filter((field) => field.dataset === dataset).map((field) => field.best ?? -1)),
    ]),
  );

  return {
    least: fields.length === 0 ? 0 : Math.min(3, 2 + encoders.length),
    most: fields.length === 0 ? 0 : 2 + encoders.length,
    draw: (rows) => {
      const fits = (from: number): number => {
        let room = columns - nameWidth;
        let count = 0;
        while (from + count < datasets.length && room >= widths[from + count]! + 2) room -= widths[from + count++]! + 2;
        return Math.max(1, count);
      };
      const rowsShown = Math.max(1, rows - 2);
      let columnMax = 0;
      while (columnMax + fits(columnMax) < datasets.length) columnMax++;
      const max: Scroll = { row: Math.max(0, encoders.length - rowsShown), column: columnMax };
      onScrollMax(max);
      const [row, column] = [Math.min(scroll.row, max.row), Math.min(scroll.column, max.column)];
      const shownDatasets = datasets.slice(column, column + fits(column));
      const shownEncoders = encoders.slice(row, row + rowsShown);

      const hidden = [
        ...(shownEncoders.length < encoders.length
          ? [`encoders ${row + 1}-${row + shownEncoders.length} of ${encoders.length}`]
          : []),
        ...(shownDatasets.length < datasets.length
          ? [`datasets ${column + 1}-${column + shownDatasets.length} of ${datasets.length}`]
          : []),
      ];
      const title: Line = [
        span('Best accuracy so far, %', { bold: true }),
        span(hidden.length > 0 ? `  ${hidden.join(', ')}` : '', { color: 'yellow' }),
      ];
      const head: Line = [
        span(fitText('encoder', nameWidth), { dim: true }),
        ...shownDatasets.map((name, i) =>
          span(`  ${fitText(name, widths[column + i]!, 'left', glyphs.ellipsis)}`, { dim: true }),
        ),
      ];
      const lines = shownEncoders.map((encoder): Line => [
        span(fitText(encoder, nameWidth, 'left', glyphs.ellipsis)),
        ...shownDatasets.flatMap((dataset, i) => {
          const field = byPlace.get(`${encoder}\n${dataset}`);
          const isBest = field !== undefined && field.best !== null && field.best === best.get(dataset);
          return [span('  '), ...fieldSpans(field, widths[column + i]!, isBest, glyphs)];
        }),
      ]);
      return [title, head, ...lines];
    },
  };
}

function fieldSpans(field: MatrixField | undefined, width: number, isBest: boolean, glyphs: Glyphs): Span[] {
  if (field === undefined) return [span(' '.repeat(width))];
  const { pending, done, failed, cancelled, best } = field;
  const total = pending + done + failed + cancelled;
  const score = span(
    (best === null ? '-' : (100 * best).toFixed(1)).padStart(SCORE_WIDTH),
    isBest ? { bold: true, color: 'green' } : best === null ? { dim: true } : {},
  );
  const rest = width - SCORE_WIDTH - 1;
  if (pending > 0) {
    const lost =
      failed > 0 ? fitText(` ${glyphs.failed}${failed}`, Math.min(4, rest - 3), 'left', glyphs.ellipsis) : '';
    const { filled, open } = bar((total - pending) / total, Math.min(8, rest - displayWidth(lost)), glyphs);
    const used = displayWidth(filled) + displayWidth(open) + displayWidth(lost);
    return [
      score,
      span(' '),
      span(filled, { color: 'cyan' }),
      span(open, { dim: true }),
      span(lost, { color: 'red' }),
      span(' '.repeat(Math.max(0, rest - used))),
    ];
  }
  const isWhole = failed === 0 && cancelled === 0;
  const text = isWhole ? glyphs.done : `${glyphs.failed} ${failed + cancelled} of ${total}`;
  return [score, span(' '), span(fitText(text, rest, 'left', glyphs.ellipsis), { color: isWhole ? 'green' : 'red' })];
}
