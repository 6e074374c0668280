/** @file Builds a graph in code, node by node, or goes on with one that is there. */
import { toAttributes } from './attributes.ts';
import type { DataType } from './dataType.ts';
import { GraphError } from './errors.ts';
import { tensorValue, type Graph, type Model, type Node, type Shape, type TensorType, type Value } from './model.ts';
import { NameSupply, allNamesIn, didYouMean, namesDefinedIn, namesReadBy } from './names.ts';
import { operatorSchema, type AttributesOf, type OperatorName } from './operatorSchema.ts';
import { factOf, numbers, type Fact } from './shapes/fact.ts';
import { inferFacts, inferNode } from './shapes/inferShapes.ts';
import type { Tensor } from './tensor.ts';

/** What `node` returns and takes: the name of a value in the graph. */
export type ValueName = string;

export interface NodeOptions {
  /** Name of the node, and of its outputs where they are not named. A number is added when it is taken. @default the operator */
  readonly name?: string;
}

export interface BuilderOptions {
  /** Version of ONNX's operators. @default 18 */
  readonly opset?: number;
  /** @default 'graph' */
  readonly name?: string;
}

/** Tensors up to this size are stored once however often they are asked for: axes, shapes and scalars of built graphs. */
const SHARED_BYTES_MAX = 64;

export class GraphBuilder {
  readonly opset: number;
  readonly #base: Model;
  readonly #nodes: Node[];
  readonly #initializers: Map<string, Tensor>;
  readonly #inputs: Value[];
  readonly #outputs: Value[];
  readonly #names: NameSupply;
  /** Nodes have names of their own, and the runtime wants them unique. */
  readonly #nodeNames: NameSupply;
  readonly #defined: Set<string>;
  /** Names given out by `freshName` and not used yet. */
  readonly #reserved = new Set<string>();
  readonly #shared = new Map<string, string>();
  /** Types and shapes: inferred when somebody asks. */
  readonly #facts = new Map<string, Fact>();
  #baseIsInferred = false;
  #nodesInferred: number;

  constructor({ opset = 18, name = 'graph' }: BuilderOptions = {}, base: Model = emptyModel(opset, name)) {
    const { graph } = base;
    this.#base = base;
    this.opset = base.opsets.get('') ?? opset;
    this.#nodes = [...graph.nodes];
    this.#initializers = new Map(graph.initializers);
    this.#inputs = [...graph.inputs];
    this.#outputs = [...graph.outputs];
    this.#names = new NameSupply(allNamesIn(graph));
    this.#nodeNames = new NameSupply(graph.nodes.map((node) => node.name));
    this.#defined = namesDefinedIn(graph);
    this.#nodesInferred = graph.nodes.length;
  }

  /** Goes on with a model: new nodes come after its own and may read all of its values. */
  static extend(model: Model): GraphBuilder {
    return new GraphBuilder({}, model);
  }

  /** An input of the graph. @throws {GraphError} when the name is taken */
  input(name: string, dtype: DataType, shape: Shape): ValueName {
    this.#define(this.#claim(name));
    this.#inputs.push(tensorValue(name, dtype, shape));
    this.#facts.set(name, { dtype, shape });
    return name;
  }

  /** A constant under this name: weights. @throws {GraphError} when the name is taken */
  initializer(name: string, tensor: Tensor): ValueName {
    this.#hold(this.#claim(name), tensor);
    return name;
  }

  /** A constant under a name of the builder's choice; small equal constants are one. */
  constant(tensor: Tensor, name = 'constant'): ValueName {
    const key = sharingKey(tensor);
    const known = key === null ? undefined : this.#shared.get(key);
    if (known !== undefined) return known;
    const value = this.#hold(this.#names.take(name), tensor);
    if (key !== null) this.#shared.set(key, value);
    return value;
  }

  /**
   * A node with one output, whose name is returned. An input `''` is an optional one left out.
   * @throws {GraphError} when an input does not exist, or operator, attributes or counts are not as ONNX has them
   */
  node<O extends OperatorName>(
    op: O,
    inputs: readonly ValueName[],
    attributes: AttributesOf<O> = {},
    options: NodeOptions = {},
  ): ValueName {
    return this.nodes(op, inputs, 1, attributes, options)[0]!;
  }

  /** A node with several outputs. A count makes names, a list gives them; `''` leaves an optional output out. */
  nodes<O extends OperatorName>(
    op: O,
    inputs: readonly ValueName[],
    outputs: number | readonly ValueName[],
    attributes: AttributesOf<O> = {},
    { name }: NodeOptions = {},
  ): ValueName[] {
    const count = typeof outputs === 'number' ? outputs : outputs.length;
    assertCounts(op, this.opset, inputs.length, count);
    this.#assertReadable(op, inputs);
    const names =
      typeof outputs === 'number'
        ? Array.from({ length: count }, () => this.#names.take(name ?? op))
        : outputs.map((wanted) => (wanted === '' ? '' : this.#claim(wanted)));
    const typed = toAttributes(op, this.opset, attributes);
    this.#append({ op, domain: '', name: name ?? names[0]!, inputs, outputs: names, attributes: typed });
    return names;
  }

  /** A node as it is, of any domain. @throws {GraphError} when an input is missing or an output's name is taken */
  add(node: Node): readonly ValueName[] {
    this.#assertReadable(node.op, namesReadBy(node));
    for (const name of node.outputs) if (name !== '') this.#claim(name);
    this.#append(node);
    return node.outputs;
  }

  /** A free name that begins like this, kept for one input, initializer, node or output to come. */
  freshName(wanted: string): ValueName {
    const name = this.#names.take(wanted);
    this.#reserved.add(name);
    return name;
  }

  /**
   * Makes a value an output of the graph, of the type that is inferred unless given.
   * @throws {GraphError} when it does not exist, is one already, or its type is neither given nor known
   */
  output(value: ValueName, dtype?: DataType, shape?: Shape | null): ValueName {
    this.#assertReadable('The graph', [value]);
    if (this.#outputs.some(({ name }) => name === value)) throw new GraphError(`"${value}" is an output already.`);
    const known = dtype === undefined ? this.typeOf(value) : null;
    const type = dtype ?? known?.dtype;
    if (type === undefined) throw new GraphError(`The type of "${value}" cannot be inferred: give it.`);
    this.#outputs.push(tensorValue(value, type, shape ?? known?.shape ?? null));
    return value;
  }

  /** The type and shape of a value as far as they are known before anything runs; null when nothing is. */
  typeOf(value: ValueName): TensorType | null {
    const known = this.#inferred().get(value);
    return known === undefined ? null : { kind: 'tensor', dtype: known.dtype, shape: known.shape };
  }

  /** The elements of a small tensor that holds a shape, axes or indices, where they are known; else null. */
  numbersOf(value: ValueName): readonly number[] | null {
    return numbers(this.#inferred().get(value));
  }

  /** The model so far. The builder may go on after it. */
  build(): Model {
    return { ...this.#base, graph: this.#graph() };
  }

  /** The graph so far: for the body of a Loop or the branches of an If. */
  #graph(): Graph {
    return {
      ...this.#base.graph,
      nodes: [...this.#nodes],
      initializers: new Map(this.#initializers),
      inputs: [...this.#inputs],
      outputs: [...this.#outputs],
    };
  }

  #inferred(): ReadonlyMap<string, Fact> {
    if (!this.#baseIsInferred) for (const [name, known] of inferFacts(this.#base)) this.#facts.set(name, known);
    this.#baseIsInferred = true;
    for (const node of this.#nodes.slice(this.#nodesInferred)) {
      const made = inferNode(node, this.#base.opsets, this.#facts);
      node.outputs.forEach((name, i) => made[i] && this.#facts.set(name, made[i]));
    }
    this.#nodesInferred = this.#nodes.length;
    return this.#facts;
  }

  #append(node: Node): void {
    this.#nodes.push(node.name === '' ? node : { ...node, name: this.#nodeNames.take(node.name) });
    for (const name of node.outputs) if (name !== '') this.#define(name);
  }

  #hold(name: string, tensor: Tensor): string {
    this.#initializers.set(name, tensor);
    this.#facts.set(name, factOf(tensor));
    return this.#define(name);
  }

  #define(name: string): string {
    this.#defined.add(name);
    return name;
  }

  #claim(name: string): string {
    if (this.#reserved.delete(name)) return name;
    if (name === '' || this.#names.has(name)) throw new GraphError(`The name "${name}" is taken, or empty.`);
    return this.#names.take(name);
  }

  #assertReadable(who: string, names: readonly string[]): void {
    for (const name of names) {
      if (name !== '' && !this.#defined.has(name)) {
        throw new GraphError(`${who} reads "${name}", which nothing makes.${didYouMean(name, this.#defined)}`);
      }
    }
  }
}

/** The oldest file format that has an opset; ONNX Runtime reads all of them. */
function irVersionOf(opset: number): number {
  if (opset <= 18) return 8;
  if (opset <= 20) return 9;
  return opset <= 22 ? 10 : 11;
}

function emptyModel(opset: number, name: string): Model {
  return {
    irVersion: irVersionOf(opset),
    opsets: new Map([['', opset]]),
    producer: { name: 'regatta', version: '' },
    metadata: new Map(),
    functions: [],
    graph: { name, nodes: [], initializers: new Map(), inputs: [], outputs: [], valueInfo: new Map() },
  };
}

function sharingKey(tensor: Tensor): string | null {
  if (tensor.dtype === 'string' || tensor.external !== null || tensor.bytes.length > SHARED_BYTES_MAX) return null;
  return `${tensor.dtype} ${tensor.shape.join('x')} ${Buffer.from(tensor.bytes).toString('hex')}`;
}

function assertCounts(op: string, opset: number, inputs: number, outputs: number): void {
  // An operator that does not exist is refused where its attributes are read.
  const schema = operatorSchema(op, opset);
  if (schema === undefined) return;
  for (const [what, count, [min, max]] of [
    ['inputs', inputs, schema.inputs],
    ['outputs', outputs, schema.outputs],
  ] as const) {
    if (count < min || (max !== null && count > max)) {
      throw new GraphError(`${op} of opset ${opset} has ${min} to ${max ?? 'any number of'} ${what}, got ${count}.`);
    }
  }
}
