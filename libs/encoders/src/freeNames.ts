/** @file Makes room for the names of a built encoder's input and output in a network that may use them itself. */
import { NameSupply, allNamesIn, renameValues, type Model } from '@regatta/onnx';

/** The model in which nothing bears one of these names, and what each of its values is called now. */
export function freeNames(model: Model, wanted: readonly string[]): { model: Model; names: (name: string) => string } {
  const supply = new NameSupply(allNamesIn(model.graph));
  const moved = new Map(
    wanted.filter((name) => supply.has(name)).map((name) => [name, supply.take(`network/${name}`)] as const),
  );
  if (moved.size === 0) return { model, names: (name) => name };
  return { model: renameValues(model, moved), names: (name) => moved.get(name) ?? name };
}
