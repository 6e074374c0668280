/** @file An ONNX file and the typed model, both ways. */
import { OnnxFormatError } from './errors.ts';
import { canonicalDomain, readGraph, readNode, writeGraph, writeNode } from './graphProto.ts';
import type { Graph, Model, ModelFunction, Node } from './model.ts';
import { entry, readEntry, type ExternalLoader } from './tensorProto.ts';
import { MessageWriter, bytesField, intField, readFields, textField } from './wire.ts';

/** A protobuf message must stay below this; ONNX Runtime refuses more. */
const MODEL_BYTES_MAX = 2 ** 31 - 1;

export interface ParseOptions {
  /** Gives the bytes of tensors that lie in other files. Without it they stay there, and cannot be read. */
  readonly external?: ExternalLoader;
}

/**
 * The model that a file says. Weights are views into `bytes`, which therefore must not change.
 * @throws {OnnxFormatError} when the bytes are no ONNX model, or are cut or damaged
 */
export function parseModel(bytes: Uint8Array, { external }: ParseOptions = {}): Model {
  refuseOtherFiles(bytes);
  let irVersion = 0;
  let graph: Graph | undefined;
  const producer = { name: '', version: '' };
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const functions: ModelFunction[] = [];
  const rest = readFields(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'the model', {
    1: intField((n) => (irVersion = Number(n))),
    2: textField((text) => (producer.name = text)),
    3: textField((text) => (producer.version = text)),
    7: bytesField((proto) => (graph = readGraph(proto, external))),
    8: bytesField((proto) => readOpset(proto, opsets)),
    14: bytesField((proto) => readEntry(proto, metadata)),
    25: bytesField((proto) => functions.push(readFunction(proto, external))),
  });
  if (graph === undefined) {
    throw new OnnxFormatError(`Expected an ONNX model, got ${bytes.length} bytes without a graph.`);
  }
  return { irVersion, opsets, producer, metadata, graph, functions, ...(rest && { rest }) };
}

/**
 * The bytes of a file, weights copied once.
 * @throws {OnnxFormatError} above 2 GB, which protobuf cannot hold: move weights out with `externalizeTensors` first
 */
export function serializeModel(model: Model): Uint8Array {
  const message = new MessageWriter().int(1, model.irVersion);
  if (model.producer.name !== '') message.text(2, model.producer.name);
  if (model.producer.version !== '') message.text(3, model.producer.version);
  message.message(7, writeGraph(model.graph));
  writeOpsets(message, 8, model.opsets);
  for (const [key, value] of model.metadata) message.message(14, entry(key, value));
  for (const f of model.functions) message.message(25, writeFunction(f));
  message.raw(model.rest);
  if (message.length > MODEL_BYTES_MAX) {
    throw new OnnxFormatError(
      `Expected a model below ${MODEL_BYTES_MAX} bytes, the limit of protobuf, got ${message.length}. Move its weights to another file with externalizeTensors.`,
    );
  }
  return message.finish();
}

function readFunction(proto: Uint8Array, loader?: ExternalLoader): ModelFunction {
  const head = { name: '', domain: '', overload: '' };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const nodes: Node[] = [];
  const opsets = new Map<string, number>();
  const rest = readFields(proto, 'a function', {
    1: textField((text) => (head.name = text)),
    4: textField((text) => inputs.push(text)),
    5: textField((text) => outputs.push(text)),
    7: bytesField((bytes) => nodes.push(readNode(bytes, loader))),
    9: bytesField((bytes) => readOpset(bytes, opsets)),
    10: textField((text) => (head.domain = canonicalDomain(text))),
    13: textField((text) => (head.overload = text)),
  });
  return { ...head, inputs, outputs, nodes, opsets, ...(rest && { rest }) };
}

function writeFunction(f: ModelFunction): MessageWriter {
  const message = new MessageWriter().text(1, f.name);
  for (const input of f.inputs) message.text(4, input);
  for (const output of f.outputs) message.text(5, output);
  for (const node of f.nodes) message.message(7, writeNode(node));
  writeOpsets(message, 9, f.opsets);
  message.text(10, f.domain);
  if (f.overload !== '') message.text(13, f.overload);
  return message.raw(f.rest);
}

function readOpset(proto: Uint8Array, into: Map<string, number>): void {
  let domain = '';
  let version = 0;
  readFields(proto, 'an opset', {
    1: textField((text) => (domain = canonicalDomain(text))),
    2: intField((n) => (version = Number(n))),
  });
  into.set(domain, version);
}

function writeOpsets(message: MessageWriter, field: number, opsets: ReadonlyMap<string, number>): void {
  for (const [domain, version] of opsets) {
    message.message(field, new MessageWriter().text(1, domain).int(2, version));
  }
}

/** What people give by mistake, named. */
function refuseOtherFiles(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new OnnxFormatError('Expected an ONNX model, got an empty file.');
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).trimStart();
  const found =
    (/^<(!doctype|html|\?xml)/i.test(start) && 'a web page: the download was answered with an error or a login') ||
    (start.startsWith('version https://git-lfs') &&
      'a pointer of Git LFS: fetch the file itself with `git lfs pull`') ||
    (start.startsWith('PK\u0003\u0004') &&
      'a zip archive (a PyTorch checkpoint is one too): export the model to ONNX') ||
    (start.startsWith('\u0089HDF') && 'an HDF5 file: export the model to ONNX') ||
    (/^\{\s*"/.test(start) && 'a JSON text');
  if (found) throw new OnnxFormatError(`Expected an ONNX model, got ${found}.`);
}
