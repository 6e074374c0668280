/**
 * @file Networks whose weights lie in a second file (`model.onnx_data`), as exporters write them: joined to one file, since
 * an encoder is named by the hash of its weights, which must not change behind that name.
 */
import {
  OnnxFormatError,
  externalFiles,
  parseModel,
  serializeModel,
  type ExternalLoader,
  type Model,
} from '@regatta/onnx';
import { EncoderError } from './errors.ts';

/** Absolute, or up and out: a location is written by whoever made the file. */
const OUT_OF_FOLDER = /^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/;

/** The other files that a network needs, as it names them. @param name of the encoder, for messages @throws {EncoderError} */
export function externalFilesOf(network: Uint8Array, name: string): string[] {
  const files = externalFiles(parse(network, name));
  const outside = files.find((file) => OUT_OF_FOLDER.test(file));
  if (outside === undefined) return files;
  throw new EncoderError(
    `The network of encoder "${name}" wants weights from "${outside}", outside of its own folder. Export it again.`,
  );
}

/**
 * The network as one file.
 * @param files contents by name: all that `externalFilesOf` lists
 * @throws {EncoderError} one is missing or too short, or the whole is beyond the 2 GB that one file can hold
 */
export function joinExternalData(
  network: Uint8Array,
  { files, name }: { readonly files: ReadonlyMap<string, Uint8Array>; readonly name: string },
): Uint8Array {
  const model = parse(network, name, ({ location, offset, length }) => {
    const file = files.get(location);
    if (file === undefined) {
      throw new EncoderError(`The weights of encoder "${name}" lie in a second file, "${location}", which is missing.`);
    }
    const end = offset + (length ?? 0);
    if (file.length >= end) return file.subarray(offset, end);
    throw new EncoderError(
      `The file "${location}" of encoder "${name}" has ${file.length} bytes, expected at least ${end}: ` +
        'it is cut off, or of another export.',
    );
  });
  try {
    return serializeModel(model);
  } catch (cause) {
    if (!(cause instanceof OnnxFormatError)) throw cause;
    throw new EncoderError(`Cannot join the files of encoder "${name}": ${cause.message} Take an fp16 or int8 file.`, {
      cause,
    });
  }
}

function parse(network: Uint8Array, name: string, external?: ExternalLoader): Model {
  try {
    return parseModel(network, external === undefined ? {} : { external });
  } catch (cause) {
    if (!(cause instanceof OnnxFormatError)) throw cause;
    throw new EncoderError(
      `The weights of encoder "${name}" are no ONNX network: ${cause.message} Fetch or export them again.`,
      { cause },
    );
  }
}
