/** @file Attributes by the ONNX specification: plain values in, typed attributes out, and back with the defaults filled in. */
import { GraphError } from './errors.ts';
import type { Attribute, Node } from './model.ts';
import { operatorSchema, type AttributesOf, type OperatorName, type ReadAttributes } from './operatorSchema.ts';
import type { AttributeSchema } from './operatorTable.ts';
import { OPSET_MAX } from './operators.ts';

/**
 * Attributes of a node from plain values: `{ axis: -1, epsilon: 1e-5 }`. The specification decides that 1 is a float for
 * `alpha` and an integer for `transB`. A value of undefined is left out.
 * @throws {GraphError} for an operator or an attribute that the opset does not have, a wrong type, a missing attribute
 */
export function toAttributes<O extends OperatorName>(
  op: O,
  opset: number,
  values: AttributesOf<O>,
): ReadonlyMap<string, Attribute> {
  const schema = schemaOf(op, opset);
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const attributes = new Map<string, Attribute>();
  for (const [key, value] of given) {
    const entry = Object.hasOwn(schema.attributes, key) ? schema.attributes[key] : undefined;
    if (entry === undefined) {
      const known = Object.keys(schema.attributes).join(', ') || 'none';
      throw new GraphError(`${op} of opset ${opset} has no attribute "${key}". It has: ${known}.`);
    }
    attributes.set(key, typed(op, key, entry.kind, value));
  }
  for (const [key, { required }] of Object.entries(schema.attributes)) {
    if (required && !attributes.has(key)) throw new GraphError(`${op} of opset ${opset} needs the attribute "${key}".`);
  }
  return attributes;
}

/**
 * The attributes of a node as plain values, the specification's defaults filled in; integers beyond 2^53 are rounded.
 * @throws {GraphError} when the node is of another operator, or an attribute of another kind than specified
 */
export function readAttributes<O extends OperatorName>(node: Node, op: O, opset: number): ReadAttributes<O> {
  if (node.op !== op || node.domain !== '') throw new GraphError(`Expected a node of ${op}, got ${nodeTitle(node)}.`);
  const out: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(schemaOf(op, opset).attributes)) {
    const attribute = node.attributes.get(key);
    if (attribute === undefined) {
      if (entry.default !== undefined) out[key] = entry.default;
      continue;
    }
    if (attribute.kind !== entry.kind) {
      throw new GraphError(
        `${nodeTitle(node)}: attribute "${key}" is of kind ${attribute.kind}, expected ${entry.kind}.`,
      );
    }
    const { kind, value } = attribute;
    out[key] = kind === 'int' ? Number(value) : kind === 'ints' ? value.map(Number) : value;
  }
  return out as ReadAttributes<O>;
}

/** A node as messages name it: `MatMul "/layer/MatMul"`. */
export function nodeTitle({ op, domain, name, outputs }: Pick<Node, 'op' | 'domain' | 'name' | 'outputs'>): string {
  const full = domain === '' ? op : `${domain}.${op}`;
  return name === '' ? `${full} (which makes "${outputs[0] ?? ''}")` : `${full} "${name}"`;
}

function schemaOf(op: string, opset: number) {
  const schema = operatorSchema(op, opset);
  if (schema !== undefined) return schema;
  const later = operatorSchema(op, OPSET_MAX);
  throw new GraphError(
    later === undefined
      ? `ONNX has no operator "${op}".`
      : `Opset ${opset} has no operator "${op}": it came with opset ${later.since}. Raise the opset of the model.`,
  );
}

function typed(op: string, key: string, kind: AttributeSchema['kind'], value: unknown): Attribute {
  const attribute = { kind, value } as Attribute;
  if (!isOfKind(kind, value)) {
    throw new GraphError(`${op}: expected attribute "${key}" to be ${kind}, got ${describe(value)}.`);
  }
  return attribute;
}

function isOfKind(kind: AttributeSchema['kind'], value: unknown): boolean {
  const isInt = (x: unknown) => typeof x === 'bigint' || Number.isSafeInteger(x);
  const isList = (check: (x: unknown) => boolean) => Array.isArray(value) && value.every(check);
  const isObject = (x: unknown) => typeof x === 'object' && x !== null;
  switch (kind) {
    case 'float':
      return typeof value === 'number';
    case 'int':
      return isInt(value);
    case 'string':
      return typeof value === 'string';
    case 'floats':
      return isList((x) => typeof x === 'number');
    case 'ints':
      return isList(isInt);
    case 'strings':
      return isList((x) => typeof x === 'string');
    case 'tensor':
    case 'graph':
      return isObject(value);
    case 'tensors':
    case 'graphs':
      return isList(isObject);
    case 'sparse_tensor':
    case 'type_proto':
      return false;
  }
}

function describe(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? `${value} (${typeof value})` : `a ${typeof value}`;
}
