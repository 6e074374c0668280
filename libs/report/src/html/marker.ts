/** @file Marks of a series: colour by class, shape beside it, so that no one needs to tell colours apart. */
import { position } from './scale.ts';

export const SERIES_COLORS = 8;
const SHAPES = 5;

export function seriesClass(index: number): string {
  return `s${index % SERIES_COLORS}`;
}

/** A mark of about 9 units at (x, y); the shape changes with the index, and again when the colours begin anew. */
export function marker(index: number, x: number, y: number, isHollow = false): string {
  const shape = (index + Math.floor(index / SERIES_COLORS)) % SHAPES;
  const at = (dx: number, dy: number) => `${position(x + dx)},${position(y + dy)}`;
  const kind = isHollow ? 'hollow' : 'mark';
  switch (shape) {
    case 0:
      return `<circle class="${kind}" cx="${position(x)}" cy="${position(y)}" r="4"/>`;
    case 1:
      return `<path class="${kind}" d="M${at(-3.7, -3.7)}L${at(3.7, -3.7)}L${at(3.7, 3.7)}L${at(-3.7, 3.7)}Z"/>`;
    case 2:
      return `<path class="${kind}" d="M${at(0, -5)}L${at(4.6, 3.4)}L${at(-4.6, 3.4)}Z"/>`;
    case 3:
      return `<path class="${kind}" d="M${at(0, -5.2)}L${at(5.2, 0)}L${at(0, 5.2)}L${at(-5.2, 0)}Z"/>`;
    default:
      return `<path class="${kind}" d="M${at(0, 5)}L${at(4.6, -3.4)}L${at(-4.6, -3.4)}Z"/>`;
  }
}

/** An error bar with caps, upright or lying. */
export function errorBar(
  bar: { x: number; low: number; high: number } | { y: number; low: number; high: number },
): string {
  const [low, high] = [position(bar.low), position(bar.high)];
  if ('x' in bar) {
    const [x, left, right] = [bar.x, bar.x - 3, bar.x + 3].map(position) as [string, string, string];
    return `<path class="error" d="M${x},${low}L${x},${high}M${left},${low}L${right},${low}M${left},${high}L${right},${high}"/>`;
  }
  const [y, top, bottom] = [bar.y, bar.y - 3, bar.y + 3].map(position) as [string, string, string];
  return `<path class="error" d="M${low},${y}L${high},${y}M${low},${top}L${low},${bottom}M${high},${top}L${high},${bottom}"/>`;
}
