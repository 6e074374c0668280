/** @file Reads an ONNX file together with the files that its weights may lie in, as one network. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EncoderError, externalFilesOf, joinExternalData } from '@regatta/encoders';
import { CatalogError, errorCode, messageOf } from '../errors.ts';

export interface NetworkFile {
  /** One file, whatever it was read from. */
  readonly network: Uint8Array;
  /** Paths of the other files. */
  readonly files: readonly string[];
}

/** @param name of the encoder, for messages @throws {CatalogError} a file is missing, cut off, or no network */
export async function readNetworkFile(path: string, name: string): Promise<NetworkFile> {
  const read = (file: string) => readFile(file).catch((cause: unknown) => cannotRead(file, name, cause));
  const files: string[] = [];
  const network = await joinNetwork(await read(path), { name, place: path }, (location) => {
    files.push(join(dirname(path), location));
    return read(files.at(-1)!);
  });
  return { network, files };
}

/**
 * A network with the weights that lie in other files put into it.
 * @param place path or address of the network, for messages
 * @param read gives such a file by the name that the network has for it
 * @throws {CatalogError} a file is cut off, or no network
 */
export async function joinNetwork(
  bytes: Uint8Array,
  { name, place }: { readonly name: string; readonly place: string },
  read: (location: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  try {
    const files = new Map<string, Uint8Array>();
    for (const location of externalFilesOf(bytes, name)) files.set(location, await read(location));
    return files.size === 0 ? bytes : joinExternalData(bytes, { files, name });
  } catch (error) {
    if (error instanceof EncoderError) throw new CatalogError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

const CURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ERR_FS_FILE_TOO_LARGE: 'a network with its weights has at most 2 GB. Take an fp16 or int8 file',
};

/** @throws {CatalogError} always: which file of which encoder, and why */
export function cannotRead(path: string, name: string, cause: unknown): never {
  const why = CURES[errorCode(cause)] ?? messageOf(cause);
  throw new CatalogError(`Cannot read the weights of encoder "${name}" at ${path}: ${why}.`, { cause });
}
