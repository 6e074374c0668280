/** @file Weights in a second file, for models beyond the 2 GB of protobuf. Reading and writing files is the caller's. */
import type { Model } from './model.ts';
import { Tensor } from './tensor.ts';

/** Tensors start on a page, so that a reader may map the file into memory. */
const ALIGNMENT_BYTES = 4096;

export interface Externalized {
  /** Its large initializers say where in the second file they lie. */
  readonly model: Model;
  /** The second file in pieces, in order: views of the weights and padding between them. */
  readonly chunks: readonly Uint8Array[];
}

/**
 * Moves initializers out of a model.
 * @param location name of the second file, relative to the model's
 * @param bytesMin smaller tensors stay: shapes and axes must be readable without the file @default 1024
 */
export function externalizeTensors(
  model: Model,
  { location, bytesMin = 1024 }: { readonly location: string; readonly bytesMin?: number },
): Externalized {
  const chunks: Uint8Array[] = [];
  let offset = 0;
  const initializers = new Map<string, Tensor>();
  for (const [name, tensor] of model.graph.initializers) {
    if (tensor.dtype === 'string' || tensor.external !== null || tensor.bytes.length < bytesMin) {
      initializers.set(name, tensor);
      continue;
    }
    const { dtype, shape, bytes, rest } = tensor as Tensor<'float32'>;
    initializers.set(name, Tensor.atLocation(dtype, shape, { location, offset, length: bytes.length }, rest));
    const padding = -bytes.length & (ALIGNMENT_BYTES - 1);
    chunks.push(bytes, new Uint8Array(padding));
    offset += bytes.length + padding;
  }
  return { model: { ...model, graph: { ...model.graph, initializers } }, chunks };
}

/** The files in which initializers of a model lie, sorted: what must be read before `parseModel` can load them. */
export function externalFiles(model: Model): string[] {
  const locations = [...model.graph.initializers.values()].map(({ external }) => external?.location);
  return [...new Set(locations.filter((location) => location !== undefined))].sort();
}
