/**
 * @file How long the rest takes, from what the past has cost.
 *
 * A sweep does two kinds of work on the same machines: it embeds images and it scores cells. The time that passed is
 * modelled as `seconds = a·images + b·cells`, and a, b are fitted by least squares under a, b >= 0 to the stretches
 * between one sign of progress and the next. A stretch in which nothing ended belongs to what ends after it, so a shard
 * that arrives in one piece after a minute counts for a minute. Old stretches fade, so a fleet that grows is noticed.
 */

/** Sums of the normal equations, each stretch weighted by its age; and where the present stretch began. */
export interface Rates {
  readonly imagesSquared: number;
  readonly cellsSquared: number;
  readonly imagesCells: number;
  readonly imagesSeconds: number;
  readonly cellsSeconds: number;
  readonly start: { readonly atMs: number; readonly images: number; readonly cells: number } | null;
}

export interface Costs {
  /** Null while none has ended. */
  readonly secondsPerImage: number | null;
  readonly secondsPerCell: number | null;
}

export const NO_RATES: Rates = {
  imagesSquared: 0,
  cellsSquared: 0,
  imagesCells: 0,
  imagesSeconds: 0,
  cellsSeconds: 0,
  start: null,
};

/** After this long a stretch counts half: long enough for a handful of shards, short enough to see new workers. */
const HALF_LIFE_SECONDS = 90;

/**
 * Takes in how far the sweep is. While it does not run, time passes for nothing and the stretch begins anew.
 * Less than before (a sweep launched again) begins anew, too.
 */
export function observe(rates: Rates, now: { atMs: number; images: number; cells: number; isRunning: boolean }): Rates {
  const { atMs, images: imagesNow, cells: cellsNow } = now;
  const { start } = rates;
  const here = { atMs, images: imagesNow, cells: cellsNow };
  if (!now.isRunning || start === null || imagesNow < start.images || cellsNow < start.cells)
    return { ...rates, start: here };
  const [images, cells] = [imagesNow - start.images, cellsNow - start.cells];
  const seconds = (atMs - start.atMs) / 1000;
  if ((images === 0 && cells === 0) || seconds <= 0) return rates;
  const fade = 0.5 ** (seconds / HALF_LIFE_SECONDS);
  return {
    imagesSquared: rates.imagesSquared * fade + images * images,
    cellsSquared: rates.cellsSquared * fade + cells * cells,
    imagesCells: rates.imagesCells * fade + images * cells,
    imagesSeconds: rates.imagesSeconds * fade + images * seconds,
    cellsSeconds: rates.cellsSeconds * fade + cells * seconds,
    start: here,
  };
}

/** Least squares for two unknowns that cannot be negative: solve; where one comes out negative, the other alone. */
export function costs({ imagesSquared, cellsSquared, imagesCells, imagesSeconds, cellsSeconds }: Rates): Costs {
  if (imagesSquared === 0 && cellsSquared === 0) return { secondsPerImage: null, secondsPerCell: null };
  if (cellsSquared === 0) return { secondsPerImage: imagesSeconds / imagesSquared, secondsPerCell: null };
  if (imagesSquared === 0) return { secondsPerImage: null, secondsPerCell: cellsSeconds / cellsSquared };
  const determinant = imagesSquared * cellsSquared - imagesCells * imagesCells;
  const scale = imagesSquared * cellsSquared;
  if (determinant > 1e-9 * scale) {
    const a = (imagesSeconds * cellsSquared - cellsSeconds * imagesCells) / determinant;
    const b = (cellsSeconds * imagesSquared - imagesSeconds * imagesCells) / determinant;
    if (a >= 0 && b >= 0) return { secondsPerImage: a, secondsPerCell: b };
    if (a < 0) return { secondsPerImage: 0, secondsPerCell: cellsSeconds / cellsSquared };
  }
  return { secondsPerImage: imagesSeconds / imagesSquared, secondsPerCell: 0 };
}
