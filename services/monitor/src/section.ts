/** @file What the parts of the picture and the whole agree on: how much room one needs, and how far it is scrolled. */
import type { Line } from './styledLine.ts';

/** A part of the picture that can live with fewer lines than it would like. */
export interface Section {
  readonly least: number;
  readonly most: number;
  readonly draw: (rows: number) => readonly Line[];
}

export interface Scroll {
  readonly row: number;
  readonly column: number;
}
