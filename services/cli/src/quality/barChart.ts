/** @file Counts as bars, in a terminal. */
import { displayWidth, fitText, formatCount, stripControls } from '@regatta/report';

export interface Bar {
  readonly name: string;
  readonly count: number;
  /** Behind the count. */
  readonly remark: string;
}

const NAME_WIDTH_MAX = 28;
const BAR_WIDTH_MAX = 40;
const BAR_WIDTH_MIN = 4;
/** From an eighth of a column to all of it. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/** One line a bar, the longest as wide as there is room for. */
export function barChart(bars: readonly Bar[], width: number): string[] {
  const names = bars.map(({ name }) => stripControls(name));
  const nameWidth = Math.min(NAME_WIDTH_MAX, Math.max(...names.map(displayWidth)));
  const counts = bars.map(({ count }) => formatCount(count));
  const countWidth = Math.max(...counts.map(({ length }) => length));
  const remarkWidth = Math.max(...bars.map(({ remark }) => displayWidth(remark)));
  const room = width - nameWidth - countWidth - remarkWidth - 8;
  const barWidth = Math.min(BAR_WIDTH_MAX, Math.max(BAR_WIDTH_MIN, room));
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return bars.map(({ count, remark }, i) => {
    const bar = barOf((count / most) * barWidth);
    return `  ${fitText(names[i]!, nameWidth)}  ${counts[i]!.padStart(countWidth)}  ${bar.padEnd(barWidth)}  ${remark}`.trimEnd();
  });
}

function barOf(columns: number): string {
  // A class that has images has a bar.
  const eighths = columns > 0 ? Math.max(1, Math.round(columns * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}
