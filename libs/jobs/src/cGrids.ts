/** @file The values of C that a logistic regression may choose from, by the name of who chooses from them. */

/** Powers of ten, to twelve digits: machines may disagree about the last, and a cell's name must not. */
const powers = (from: number, to: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Number((10 ** (from + ((to - from) * i) / (count - 1))).toPrecision(12)));

export const C_GRIDS = {
  /** One per half decade; wide features that are standardized want the small ones. */
  default: [1e-5, 3.16e-5, 1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2, 3.16e-2, 0.1, 0.316, 1, 3.16, 10, 31.6, 100],
  /** 45 values from 1e-6 to 1e5: Oquab et al., DINOv2 (2023), `dinov2/eval/log_regression.py`. */
  dinov2: powers(-6, 5, 45),
  /** 96 values from 1e-6 to 1e6: Radford et al., CLIP (2021), appendix A.3, searched whole here. */
  clip: powers(-6, 6, 96),
} as const satisfies Record<string, readonly number[]>;

export type CGridName = keyof typeof C_GRIDS;
export const C_GRID_NAMES = Object.keys(C_GRIDS) as CGridName[];

/** The name of a grid, or null when it has none. */
export function cGridName(grid: readonly number[]): CGridName | null {
  return C_GRID_NAMES.find((name) => C_GRIDS[name].join() === grid.join()) ?? null;
}
