/** @file A pool of labels without validation images of its own, parted into what trains and what validates. */
import { validationShare } from './budget.ts';
import type { Content } from './content.ts';
import { setAside } from './setAside.ts';

/** A pool in what trains and a fifth that validates: budgets take a fifth from the one and the rest from the other. */
export function partition(content: Content, pool: Uint8Array, seed: string): { train: Uint8Array; val: Uint8Array } {
  const val = setAside(content, { pool, wanted: validationShare, seed: `${seed} validation` });
  return { train: pool.map((mark, i) => mark & (1 - val[i]!)), val };
}
