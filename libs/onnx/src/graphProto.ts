/** @file GraphProto, NodeProto and AttributeProto: they hold each other, so they are read and written in one place. */
import { OnnxFormatError } from './errors.ts';
import type { Attribute, AttributeKind, Graph, Int, Node, Value } from './model.ts';
import type { Tensor } from './tensor.ts';
import { readTensor, writeTensor, type ExternalLoader } from './tensorProto.ts';
import { readValue, writeValue } from './typeProto.ts';
import {
  MessageWriter,
  bytesField,
  decodeText,
  fixedField,
  floatField,
  intField,
  readFields,
  textField,
} from './wire.ts';

export function readGraph(proto: Uint8Array, loader?: ExternalLoader): Graph {
  let name = '';
  const nodes: Node[] = [];
  const initializers = new Map<string, Tensor>();
  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const valueInfo = new Map<string, Value>();
  const rest = readFields(proto, 'a graph', {
    1: bytesField((bytes) => nodes.push(readNode(bytes, loader))),
    2: textField((text) => (name = text)),
    5: bytesField((bytes) => {
      const { name, tensor } = readTensor(bytes, loader);
      if (initializers.has(name)) throw new OnnxFormatError(`the initializer "${name}" is given twice`);
      initializers.set(name, tensor);
    }),
    11: bytesField((bytes) => inputs.push(readValue(bytes))),
    12: bytesField((bytes) => outputs.push(readValue(bytes))),
    13: bytesField((bytes) => {
      const value = readValue(bytes);
      valueInfo.set(value.name, value);
    }),
    15: bytesField(() => {
      throw new OnnxFormatError(
        'the graph has sparse initializers, which are not supported: store them as dense tensors',
      );
    }),
  });
  return { name, nodes, initializers, inputs, outputs, valueInfo, ...(rest && { rest }) };
}

export function writeGraph(graph: Graph): MessageWriter {
  const message = new MessageWriter();
  for (const node of graph.nodes) message.message(1, writeNode(node));
  message.text(2, graph.name);
  for (const [name, tensor] of graph.initializers) message.message(5, writeTensor(name, tensor));
  for (const value of graph.inputs) message.message(11, writeValue(value));
  for (const value of graph.outputs) message.message(12, writeValue(value));
  for (const value of graph.valueInfo.values()) message.message(13, writeValue(value));
  return message.raw(graph.rest);
}

export function readNode(proto: Uint8Array, loader?: ExternalLoader): Node {
  let op = '';
  let domain = '';
  let name = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  const rest = readFields(proto, 'a node', {
    1: textField((text) => inputs.push(text)),
    2: textField((text) => outputs.push(text)),
    3: textField((text) => (name = text)),
    4: textField((text) => (op = text)),
    5: bytesField((bytes) => {
      const [key, attribute] = readAttribute(bytes, loader);
      if (attributes.has(key)) throw new OnnxFormatError(`the attribute "${key}" is given twice`);
      attributes.set(key, attribute);
    }),
    7: textField((text) => (domain = canonicalDomain(text))),
  });
  return { op, domain, name, inputs, outputs, attributes, ...(rest && { rest }) };
}

export function writeNode(node: Node): MessageWriter {
  const message = new MessageWriter();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  if (node.name !== '') message.text(3, node.name);
  message.text(4, node.op);
  for (const [key, attribute] of node.attributes) message.message(5, writeAttribute(key, attribute));
  if (node.domain !== '') message.text(7, node.domain);
  return message.raw(node.rest);
}

/** `ai.onnx` is another spelling of the empty domain. */
export function canonicalDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

/** AttributeProto.AttributeType; what is not listed is kept as it came. */
const KINDS: Readonly<Record<number, AttributeKind>> = {
  1: 'float',
  2: 'int',
  3: 'string',
  4: 'tensor',
  5: 'graph',
  6: 'floats',
  7: 'ints',
  8: 'strings',
  9: 'tensors',
  10: 'graphs',
};
const CODES = new Map(Object.entries(KINDS).map(([code, kind]) => [kind, Number(code)]));

function readAttribute(proto: Uint8Array, loader?: ExternalLoader): [string, Attribute] {
  let key = '';
  let typeCode = 0;
  let reference = '';
  // Fields of the other kinds are absent and stay at their protobuf default.
  let float = 0;
  let int: Int = 0;
  let string: string | Uint8Array = '';
  let tensor: Tensor | undefined;
  let graph: Graph | undefined;
  const floatBytes: Uint8Array[] = [];
  const ints: Int[] = [];
  const strings: (string | Uint8Array)[] = [];
  const tensors: Tensor[] = [];
  const graphs: Graph[] = [];
  const seen = new Set<AttributeKind>();
  const note = (kind: AttributeKind) => seen.add(kind);
  readFields(proto, 'an attribute', {
    1: textField((text) => (key = text)),
    2: floatField((x) => ((float = x), note('float'))),
    3: intField((x) => ((int = x), note('int'))),
    4: bytesField((bytes) => ((string = textOrBytes(bytes)), note('string'))),
    5: bytesField((bytes) => ((tensor = readTensor(bytes, loader).tensor), note('tensor'))),
    6: bytesField((bytes) => ((graph = readGraph(bytes, loader)), note('graph'))),
    7: fixedField(4, (bytes) => (floatBytes.push(bytes), note('floats'))),
    8: intField((x) => (ints.push(x), note('ints'))),
    9: bytesField((bytes) => (strings.push(textOrBytes(bytes)), note('strings'))),
    10: bytesField((bytes) => (tensors.push(readTensor(bytes, loader).tensor), note('tensors'))),
    11: bytesField((bytes) => (graphs.push(readGraph(bytes, loader)), note('graphs'))),
    20: intField((code) => (typeCode = Number(code))),
    21: textField((text) => (reference = text)),
  });
  if (reference !== '') return [key, { kind: 'reference', value: { name: reference, typeCode } }];
  // Files of IR version 1 and 2 do not say the type: the one field that is there does.
  const kind = KINDS[typeCode] ?? (typeCode === 0 && seen.size === 1 ? [...seen][0]! : 'opaque');
  switch (kind) {
    case 'float':
      return [key, { kind, value: float }];
    case 'int':
      return [key, { kind, value: int }];
    case 'string':
      return [key, { kind, value: string }];
    case 'tensor':
    case 'graph': {
      const value = kind === 'tensor' ? tensor : graph;
      if (value === undefined) throw new OnnxFormatError(`the attribute "${key}" is a ${kind} and holds none`);
      return [key, { kind, value } as Attribute];
    }
    case 'floats':
      return [key, { kind, value: floatBytes.flatMap(floatsOf) }];
    case 'ints':
      return [key, { kind, value: ints }];
    case 'strings':
      return [key, { kind, value: strings }];
    case 'tensors':
      return [key, { kind, value: tensors }];
    case 'graphs':
      return [key, { kind, value: graphs }];
    default:
      return [key, { kind: 'opaque', value: proto }];
  }
}

function writeAttribute(key: string, { kind, value }: Attribute): MessageWriter {
  if (kind === 'opaque') return new MessageWriter().raw(value);
  const message = new MessageWriter().text(1, key);
  if (kind === 'reference') return message.int(20, value.typeCode).text(21, value.name);
  const text = (field: number, string: string | Uint8Array) =>
    typeof string === 'string' ? message.text(field, string) : message.bytes(field, string);
  switch (kind) {
    case 'float':
      message.float(2, value);
      break;
    case 'int':
      message.int(3, value);
      break;
    case 'string':
      text(4, value);
      break;
    case 'tensor':
      message.message(5, writeTensor('', value));
      break;
    case 'graph':
      message.message(6, writeGraph(value));
      break;
    case 'floats':
      for (const x of value) message.float(7, x);
      break;
    case 'ints':
      message.ints(8, value);
      break;
    case 'strings':
      for (const x of value) text(9, x);
      break;
    case 'tensors':
      for (const x of value) message.message(10, writeTensor('', x));
      break;
    case 'graphs':
      for (const x of value) message.message(11, writeGraph(x));
      break;
  }
  return message.int(20, CODES.get(kind)!);
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return decodeText(bytes);
  } catch {
    return bytes;
  }
}

function floatsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
