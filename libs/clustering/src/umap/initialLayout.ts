/**
 * @file Where the optimisation starts: the spectral vectors of the graph; of a graph in pieces, each piece by itself around
 * a centre of its own. Scaled to [0, 10] per column, as umap-learn does.
 */
import type { Matrix, Random } from '@regatta/tensor';
import { squaredDistance } from '../vectors.ts';
import { components, SparseGraphBuilder, subgraph, type SparseGraph } from './sparseGraph.ts';
import { spectralVectors } from './spectral.ts';

export interface LayoutQuestion {
  /** Symmetric. */
  readonly graph: SparseGraph;
  /** The rows behind it: pieces without an edge are placed by their means. */
  readonly X: Matrix;
  /** Columns of the layout. */
  readonly count: number;
  readonly random: Random;
}

const EXTENT = 10;
/** Breaks what is symmetric: equal rows would never part. */
const NOISE = 1e-4;

/** Shape [n, count]. */
export function initialLayout(question: LayoutQuestion): Float64Array {
  const { graph, count, random } = question;
  const found = components(graph);
  const layout = found.count === 1 ? vectorsOrNoise(graph, question, 1) : piecewise(question, found);
  const largest = layout.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
  for (let at = 0; at < layout.length; at++) layout[at] = (layout[at]! * EXTENT) / largest + NOISE * random.normal();
  stretchColumns(layout, count);
  return layout;
}

/** Spectral vectors with the largest entry at a radius; of a graph with too few rows for them, uniform numbers. */
function vectorsOrNoise(graph: SparseGraph, { count, random }: LayoutQuestion, radius: number): Float64Array {
  const isSmall = graph.n < 2 * count || graph.n <= count + 1;
  const out = isSmall
    ? Float64Array.from({ length: graph.n * count }, () => 2 * random.next() - 1)
    : spectralVectors(graph, { count, random });
  const largest = isSmall ? 1 : out.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return out.map((value) => (value * radius) / largest);
}

/** Each component within half the distance of the nearest other centre. */
function piecewise(
  question: LayoutQuestion,
  { count: pieces, ofRow }: { count: number; ofRow: Int32Array },
): Float64Array {
  const { graph, count } = question;
  const centres = componentCentres(question, pieces, ofRow);
  const members = Array.from({ length: pieces }, (): number[] => []);
  ofRow.forEach((piece, row) => members[piece]!.push(row));
  const layout = new Float64Array(graph.n * count);
  members.forEach((own, piece) => {
    const rows = Int32Array.from(own);
    const radius = nearestCentre(centres, piece, { pieces, count }) / 2;
    const inner = vectorsOrNoise(subgraph(graph, rows), question, radius);
    rows.forEach((row, i) => {
      for (let c = 0; c < count; c++) layout[row * count + c] = inner[i * count + c]! + centres[piece * count + c]!;
    });
  });
  return layout;
}

/**
 * e_1 to e_h and -e_1 to -e_h where these are enough; otherwise spectral vectors of exp(-d²/m) between the means of the
 * components, m the mean d². umap-learn has m = 1, by which everything far apart is equally far.
 */
function componentCentres({ X, count, random }: LayoutQuestion, pieces: number, ofRow: Int32Array): Float64Array {
  const centres = new Float64Array(pieces * count);
  if (pieces <= 2 * count) {
    const half = Math.ceil(pieces / 2);
    for (let piece = 0; piece < pieces; piece++) centres[piece * count + (piece % half)] = piece < half ? 1 : -1;
    return centres;
  }
  const means = componentMeans(X, pieces, ofRow);
  const squares = new Float64Array(pieces * pieces);
  for (let i = 0; i < pieces; i++) {
    for (let j = 0; j < pieces; j++) {
      squares[i * pieces + j] = squaredDistance(means, i, { C: means, j, width: X.columns });
    }
  }
  const scale = squares.reduce((sum, value) => sum + value, 0) / (pieces * (pieces - 1)) || 1;
  const affinity = new SparseGraphBuilder(pieces, squares.length);
  for (let i = 0; i < pieces; i++) {
    for (let j = 0; j < pieces; j++) affinity.add(j, Math.exp(-squares[i * pieces + j]! / scale));
    affinity.endRow();
  }
  const vectors = spectralVectors(affinity.build(), { count, random });
  const largest = vectors.reduce((max, value) => Math.max(max, value), 0) || 1;
  return vectors.map((value) => value / largest);
}

function componentMeans({ data, columns }: Matrix, pieces: number, ofRow: Int32Array): Float64Array {
  const means = new Float64Array(pieces * columns);
  const counts = new Int32Array(pieces);
  ofRow.forEach((piece, row) => {
    counts[piece]!++;
    for (let c = 0; c < columns; c++) means[piece * columns + c]! += data[row * columns + c]!;
  });
  return means.map((sum, at) => sum / counts[Math.floor(at / columns)]!);
}

function nearestCentre(
  centres: Float64Array,
  own: number,
  { pieces, count }: { pieces: number; count: number },
): number {
  let nearest = Infinity;
  for (let j = 0; j < pieces; j++) {
    if (j !== own) nearest = Math.min(nearest, squaredDistance(centres, own, { C: centres, j, width: count }));
  }
  return Math.sqrt(nearest);
}

/** Each column to [0, 10]; a column of equal numbers to 0. */
function stretchColumns(layout: Float64Array, count: number): void {
  for (let c = 0; c < count; c++) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = c; at < layout.length; at += count) {
      low = Math.min(low, layout[at]!);
      high = Math.max(high, layout[at]!);
    }
    const scale = high > low ? EXTENT / (high - low) : 0;
    for (let at = c; at < layout.length; at += count) layout[at] = scale * (layout[at]! - low);
  }
}
