/** @file A linear axis with round ticks. */

export interface Scale {
  readonly ticks: readonly number[];
  readonly decimals: number;
  /** From a value to a position. */
  readonly at: (value: number) => number;
}

/**
 * An axis that covers all values, from `from` to `to` in drawing units, with about `count` ticks at 1, 2 or 5 times a
 * power of ten.
 */
export function linearScale(
  values: readonly number[],
  { from, to, count = 5 }: { from: number; to: number; count?: number },
): Scale {
  let [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(most > least)) [least, most] = [least - 1, most + 1];
  const step = roundStep((most - least) / count);
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(decimals)));
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  return { ticks, decimals, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * 0.999)!;
  return factor * power;
}

/** Positions with two decimals at most, so that the same input gives the same short text everywhere. */
export function position(x: number): string {
  return String(Number(x.toFixed(2)));
}

/** Moves sorted positions apart until neighbours keep `distance`, staying as near to where they were as a pass allows. */
export function spread(positions: readonly number[], distance: number, limit: { low: number; high: number }): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
  const moved = [...positions];
  for (let k = 1; k < order.length; k++)
    moved[order[k]!] = Math.max(moved[order[k]!]!, moved[order[k - 1]!]! + distance);
  let ceiling = limit.high;
  for (let k = order.length - 1; k >= 0; k--) {
    moved[order[k]!] = Math.min(moved[order[k]!]!, ceiling);
    ceiling = moved[order[k]!]! - distance;
  }
  return moved;
}
