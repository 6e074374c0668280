/** @file Stored integers as numbers. To train a quantised weight, replace its node by the floats that it gives. */
import type { RuleTable } from '../rule.ts';
import { fromFront } from '../rule.ts';

export const QUANTIZATION = {
  // Y = (Q - zero)·scale: dscale = Σ dY·(Q - zero)
  DequantizeLinear: (at) => {
    const { g, dY, inputs } = at;
    const [Q, scale, zero] = inputs as [string, string, string | undefined];
    const shape = g.shapeOf(Q);
    const axis = fromFront(at.attributes.axis ?? 1, shape.length);
    if ((at.attributes.block_size ?? 0) !== 0) throw at.fault('quantisation in blocks is not supported');
    const perAxis = g.rankOf(scale) === 0 ? [] : shape.slice(axis).map((length, i) => (i === 0 ? length : 1));
    const wide = (x: string) => g.cast(x, g.dtypeOf(scale));
    return [
      null,
      () => {
        const numbers = at.has(2) ? g.sub(wide(Q), g.reshape(wide(zero!), perAxis)) : wide(Q);
        return g.reshape(g.sumTo(g.mul(dY, numbers), perAxis), g.shapeOf(scale));
      },
      null,
    ];
  },
} satisfies RuleTable;
