/** @file ValueInfoProto and TypeProto: names, element types and shapes. */
import { dataTypeCode, dataTypeOfCode } from './dataType.ts';
import { OnnxFormatError } from './errors.ts';
import type { Dimension, OpaqueType, TensorType, Value } from './model.ts';
import { MessageWriter, bytesField, intField, readFields, textField } from './wire.ts';

const TENSOR_TYPE = 1;

export function readValue(proto: Uint8Array): Value {
  let name = '';
  let type: Value['type'] = null;
  const rest = readFields(proto, 'a value', {
    1: textField((text) => (name = text)),
    2: bytesField((bytes) => (type = readType(bytes))),
  });
  return { name, type, ...(rest && { rest }) };
}

export function writeValue({ name, type, rest }: Value): MessageWriter {
  const message = new MessageWriter().text(1, name);
  if (type !== null) message.message(2, writeType(type));
  return message.raw(rest);
}

function readType(proto: Uint8Array): TensorType | OpaqueType | null {
  let tensorProto: Uint8Array | undefined;
  const others = readFields(proto, 'a type', { [TENSOR_TYPE]: bytesField((bytes) => (tensorProto = bytes)) });
  if (tensorProto !== undefined) return { ...readTensorType(tensorProto), ...(others && { rest: others }) };
  return others === undefined ? null : { kind: 'opaque', proto };
}

function readTensorType(proto: Uint8Array): TensorType {
  let code = 0;
  let shape: Dimension[] | null = null;
  const denotations: string[] = [];
  readFields(proto, 'a tensor type', {
    1: intField((n) => (code = Number(n))),
    2: bytesField((bytes) => {
      const dimensions: Dimension[] = [];
      readFields(bytes, 'a shape', {
        1: bytesField((dimension) => {
          const { length, denotation } = readDimension(dimension);
          dimensions.push(length);
          denotations.push(denotation);
        }),
      });
      shape = dimensions;
    }),
  });
  const dtype = dataTypeOfCode(code);
  if (dtype === undefined) throw new OnnxFormatError(`a value has the unknown element type ${code}`);
  const hasDenotations = denotations.some((text) => text !== '');
  return { kind: 'tensor', dtype, shape, ...(hasDenotations && { denotations }) };
}

function readDimension(proto: Uint8Array): { length: Dimension; denotation: string } {
  let length: Dimension = null;
  let denotation = '';
  readFields(proto, 'a dimension', {
    1: intField((n) => (length = Number(n))),
    // An empty symbol says nothing.
    2: textField((symbol) => (length = symbol === '' ? null : symbol)),
    3: textField((text) => (denotation = text)),
  });
  return { length, denotation };
}

function writeType(type: TensorType | OpaqueType): MessageWriter {
  if (type.kind === 'opaque') return new MessageWriter().raw(type.proto);
  const tensor = new MessageWriter().int(1, dataTypeCode(type.dtype));
  if (type.shape !== null) {
    const shape = new MessageWriter();
    type.shape.forEach((length, i) => {
      const dimension = new MessageWriter();
      if (typeof length === 'number') dimension.int(1, length);
      else if (length !== null) dimension.text(2, length);
      const denotation = type.denotations?.[i] ?? '';
      if (denotation !== '') dimension.text(3, denotation);
      shape.message(1, dimension);
    });
    tensor.message(2, shape);
  }
  return new MessageWriter().message(TENSOR_TYPE, tensor).raw(type.rest);
}
