/** @file Which tensors of a network could be tapped, for proposals and for the message about one that is not there. */
import type { Model, Shape } from '@regatta/onnx';
import type { Pooling } from './tap.ts';

export interface TapCandidate {
  readonly tensor: string;
  /** null: the file does not say. */
  readonly shape: Shape | null;
  /** The pooling that its number of dimensions allows; null where that is unknown or none does. */
  readonly pooling: Pooling | null;
}

const POOLING_BY_RANK: Readonly<Record<number, Pooling>> = { 2: 'none', 3: 'cls', 4: 'average' };
const INNER_SHOWN = 8;

/** The outputs of a network. */
export function outputTaps({ graph }: Model): TapCandidate[] {
  return graph.outputs.map(({ name, type }) => {
    const shape = type?.kind === 'tensor' ? type.shape : null;
    return { tensor: name, shape, pooling: POOLING_BY_RANK[shape?.length ?? 0] ?? null };
  });
}

/** The taps there are, nearest first to what was asked for. */
export function describeTaps(model: Model, wanted: string): string {
  const outputs = outputTaps(model).map(({ tensor, shape }) => `${tensor}${shape ? ` [${shape.join(', ')}]` : ''}`);
  const inner = model.graph.nodes.flatMap(({ outputs: made }) => made.filter((name) => name !== ''));
  const near = inner.filter((name) => name.toLowerCase().includes(wanted.toLowerCase()));
  const shown = (near.length > 0 ? near : inner.toReversed()).slice(0, INNER_SHOWN);
  return (
    `Its outputs: ${outputs.join(', ')}. Of its ${inner.length} inner tensors, ` +
    `${near.length > 0 ? 'the ones that are called so' : 'the last ones'}: ${shown.join(', ')}.`
  );
}
