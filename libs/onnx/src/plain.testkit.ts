/** @file Models as plain values: tests compare what a tensor holds, not which memory holds it. */
import type { Model } from './model.ts';
import { Tensor } from './tensor.ts';

/** Tensors as type, shape and bytes or strings; everything else as it is. */
export function plain(value: unknown): unknown {
  if (value instanceof Tensor) {
    const { dtype, shape, external, rest } = value;
    const elements = external ?? (dtype === 'string' ? value.data : plain(value.bytes));
    return { dtype, shape, elements, rest: plain(rest) };
  }
  if (value instanceof Uint8Array) return `base64 ${Buffer.from(value).toString('base64')}`;
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, plain(inner)] as const));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}

/** The graph in one line per node, for comparisons that people read. */
export function nodesOf({ graph }: Model): string[] {
  return graph.nodes.map(({ op, inputs, outputs }) => `${outputs.join(' ')} = ${op}(${inputs.join(' ')})`);
}
