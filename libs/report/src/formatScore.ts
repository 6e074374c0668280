/**
 * @file Numbers with as many digits as their interval allows: two digits of its half-width, the value to the same place.
 * 71.3 with an interval of ±2.1 says what is known; 71.2934 would not.
 */

/** Metrics that are shares of one and shown in percent; others (a loss, a silhouette) are shown as they are. */
const SHARE = /accuracy|recall|precision|f1|top-?\d|purity|coverage/i;

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export function isShare(metric: string): boolean {
  return SHARE.test(metric);
}

/** Value and interval in the unit that is shown: percent for shares. */
export function inUnits({ value, low, high }: Interval, metric: string): Interval {
  const factor = isShare(metric) ? 100 : 1;
  return { value: value * factor, low: low * factor, high: high * factor };
}

/** Decimals that leave two digits of the interval's half-width; three digits of the value when it has no width. */
export function decimalsOf({ value, low, high }: Interval): number {
  const halfWidth = Math.max(high - value, value - low, 0);
  const known = halfWidth > 0 ? Number(halfWidth.toPrecision(2)) : Math.abs(value) / 10;
  if (!(known > 0)) return 1;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(known))));
}

/** Writes `-0` as `0`: a difference that rounds to nothing has no sign. */
export function fixed(x: number, decimals: number): string {
  const text = x.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** `71.3`: the value alone, in shown units. */
export function formatValue(score: Interval, metric: string): string {
  const shown = inUnits(score, metric);
  return fixed(shown.value, decimalsOf(shown));
}

/** `71.3 [69.1, 73.4]`, in shown units. */
export function formatScore(score: Interval, metric: string): string {
  const shown = inUnits(score, metric);
  const decimals = decimalsOf(shown);
  return `${fixed(shown.value, decimals)} [${fixed(shown.low, decimals)}, ${fixed(shown.high, decimals)}]`;
}

/** `71.3 ±2.2`: the wider half of the interval, for narrow tables. */
export function formatShort(score: Interval, metric: string, plusMinus = '±'): string {
  const shown = inUnits(score, metric);
  const decimals = decimalsOf(shown);
  const halfWidth = Math.max(shown.high - shown.value, shown.value - shown.low);
  return `${fixed(shown.value, decimals)} ${plusMinus}${fixed(halfWidth, decimals)}`;
}

/** `%` for shares, nothing for others. */
export function unitOf(metric: string): '%' | '' {
  return isShare(metric) ? '%' : '';
}

/** `20 labels per class`, `all labels`. */
export function formatBudget(budget: string): string {
  if (budget === 'all') return 'all labels';
  return budget === '1' ? '1 label per class' : `${budget} labels per class`;
}

/** Small budgets first, `all` last. */
export function compareBudgets(a: string, b: string): number {
  const order = (budget: string) => (budget === 'all' ? Infinity : Number(budget));
  const [x, y] = [order(a), order(b)];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** `1,234,567`: the same in every locale. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The day and minute in UTC: `2026-11-02 13:05 UTC`. */
export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
