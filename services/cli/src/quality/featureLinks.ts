/**
 * @file Images that an encoder can hardly tell apart: crops, other exposures, a second shot of the same thing, which
 * pixels do not betray. Features are centred first: those of one dataset share a large mean that makes all cosines high.
 */
import type { DuplicateLink } from '@regatta/datasets';
import { searchNeighbours, type Breathe, type ProbeEngine } from '@regatta/probes';
import { row, takeRows, type Matrix } from '@regatta/tensor';

/**
 * Measured with MobileNet v2 on 1026 photos of clothes: of copies cropped by 4 % three quarters are above it,
 * of other photos one pair, two shots of one skirt; at 0.85 the crops are 95 %, and the pair is still the only one.
 */
export const COSINE_DEFAULT = 0.9;
/** Neighbours asked for beside the image itself: of many copies each finds some, and sets join them. */
const NEIGHBOURS = 8;

/** Links between images whose centred features have at least this cosine; rows that are NaN or without direction have none. */
export async function featureLinks(
  features: Matrix,
  cosineMin: number,
  { engine, breathe }: { engine: ProbeEngine; breathe: Breathe },
): Promise<DuplicateLink[]> {
  const images = Int32Array.from({ length: features.rows }, (_, image) => image).filter((image) =>
    row(features, image).every(Number.isFinite),
  );
  const centred = centre(takeRows(features, images));
  const directed = Int32Array.from(images.keys()).filter((i) => row(centred, i).some((value) => value !== 0));
  if (directed.length < 2) return [];
  // A large matrix is not copied for nothing.
  const rows = directed.length === images.length ? centred : takeRows(centred, directed);
  const all = Int32Array.from(directed.keys());
  const k = Math.min(NEIGHBOURS + 1, rows.rows);
  const task = { train: rows, queries: rows, metric: 'cosine', sets: [{ rows: all, k }] } as const;
  const links: DuplicateLink[] = [];
  const imageOf = (i: number) => images[directed[i]!]!;
  for await (const block of searchNeighbours(task, engine, breathe)) {
    for (let query = 0; query < block.count; query++) {
      for (let i = 0; i < k; i++) {
        const similarity = block.similarities[query * k + i]!;
        if (similarity < cosineMin) break;
        const [a, b] = [imageOf(block.rows[query * k + i]!), imageOf(block.start + query)];
        if (a < b) links.push({ a, b, evidence: 'features', orientation: 0, similarity });
      }
    }
  }
  // The surest first: later ones are left out where a set is joined already.
  return links.sort((p, q) => q.similarity - p.similarity || p.a - q.a || p.b - q.b);
}

/** In place. */
function centre(of: Matrix): Matrix {
  const { data, rows, columns } = of;
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += data[i * columns + j]! / rows;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j]! -= mean[j]!;
  return of;
}
