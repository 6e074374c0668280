/** @file Are these tensors what the session wants? ONNX Runtime says it too, but names neither all faults nor both shapes. */
import type { DataType, Dimension, Tensor } from '@regatta/onnx';
import { FeedError } from './errors.ts';

/** An input or output of a session. */
export interface Port {
  readonly name: string;
  readonly dtype: DataType;
  /** Symbols are lengths that may be chosen with each run, equal symbols equally. */
  readonly shape: readonly Dimension[];
}

/** @throws {FeedError} naming every missing, unknown, wrongly typed or wrongly shaped input */
export function checkFeeds(inputs: readonly Port[], feeds: Readonly<Record<string, Tensor>>): void {
  const problems: string[] = [];
  const symbols = new Map<string, { length: number; name: string }>();
  for (const port of inputs) {
    const tensor = Object.hasOwn(feeds, port.name) ? feeds[port.name] : undefined;
    if (tensor === undefined) problems.push(`Input "${port.name}" is missing: expected ${describe(port)}.`);
    else if (tensor.dtype !== port.dtype || !isShapeOf(tensor.shape, port)) {
      problems.push(`Input "${port.name}": expected ${describe(port)}, got ${describe(tensor)}.`);
    } else problems.push(...symbolProblems(port, tensor, symbols));
  }
  const known = inputs.map(({ name }) => name);
  for (const name of Object.keys(feeds)) {
    if (!known.includes(name)) problems.push(`There is no input "${name}". Inputs: ${known.join(', ') || 'none'}.`);
  }
  if (problems.length > 0) throw new FeedError(problems);
}

/** @throws {FeedError} for names that are no outputs */
export function checkResultNames(outputs: readonly Port[], into: Readonly<Record<string, Tensor>>): void {
  const known = outputs.map(({ name }) => name);
  const unknown = Object.keys(into).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new FeedError(unknown.map((name) => `There is no output "${name}". Outputs: ${known.join(', ')}.`));
}

function isShapeOf(shape: readonly number[], port: Port): boolean {
  return (
    shape.length === port.shape.length &&
    shape.every((length, i) => typeof port.shape[i] !== 'number' || port.shape[i] === length)
  );
}

function symbolProblems(port: Port, tensor: Tensor, symbols: Map<string, { length: number; name: string }>): string[] {
  return port.shape.flatMap((symbol, i) => {
    if (typeof symbol !== 'string') return [];
    const length = tensor.shape[i]!;
    const first = symbols.get(symbol);
    if (first === undefined) symbols.set(symbol, { length, name: port.name });
    if (first === undefined || first.length === length) return [];
    return [`"${symbol}" is ${first.length} in input "${first.name}" and ${length} in input "${port.name}".`];
  });
}

function describe({ dtype, shape }: { readonly dtype: DataType; readonly shape: readonly Dimension[] }): string {
  return `${dtype} [${shape.map((length) => length ?? '?').join(', ')}]`;
}
