/** @file The largest of some scores, and what a softmax makes of them. */

/** The place of the largest, of equals the lower. */
export function topOf(scores: ArrayLike<number>): number {
  let top = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[top]!) top = c;
  return top;
}

/** Probabilities of scale times these scores. @param classes where each score's probability goes; the others stay */
export function writeSoftmax(
  scores: ArrayLike<number>,
  { scale = 1, classes }: { scale?: number; classes?: Int32Array },
  out: Float64Array,
): void {
  const top = scores[topOf(scores)]!;
  const place = (c: number) => (classes === undefined ? c : classes[c]!);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += out[place(c)] = Math.exp(scale * (scores[c]! - top));
  for (let c = 0; c < scores.length; c++) out[place(c)]! /= sum;
}
