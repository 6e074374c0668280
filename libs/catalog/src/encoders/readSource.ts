/** @file What a path stands for when an encoder is added: a manifest, a folder with one, or a bare network. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { EncoderError, proposeManifest, readNetwork, type EncoderManifest } from '@regatta/encoders';
import { CatalogError, errorCode, messageOf } from '../errors.ts';
import { readNetworkFile } from './readNetworkFile.ts';
import { parseManifest, readManifestFile } from './manifestFile.ts';

const MANIFEST_FILE = 'manifest.yaml';
const NETWORK_EXTENSION = '.onnx';
const CONFIG_FILE = 'preprocessor_config.json';

export interface EncoderSource {
  readonly manifest: EncoderManifest;
  /** Absolute path of the file that it came from. */
  readonly source: string;
}

/** True for what can only be a path, and no name. */
export function isEncoderPath(use: string): boolean {
  return /[/\\]/.test(use) || ['.yaml', '.yml', NETWORK_EXTENSION].includes(extname(use).toLowerCase());
}

/** @throws {CatalogError} */
export async function readSource(path: string): Promise<EncoderSource> {
  const given = resolve(path);
  const info = await stat(given).catch((cause: unknown) => {
    const why = errorCode(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new CatalogError(`Cannot add the encoder ${path}: ${why}.`, { cause });
  });
  const source = info.isDirectory() ? join(given, MANIFEST_FILE) : given;
  const isNetwork = extname(source).toLowerCase() === NETWORK_EXTENSION;
  return { manifest: await (isNetwork ? manifestOfNetwork(source) : readManifestFile(source)), source };
}

/** The manifest of a bare network. @throws {CatalogError} with the manifest to write, when something must be asked */
async function manifestOfNetwork(path: string): Promise<EncoderManifest> {
  const file = basename(path);
  const name = nameOf(file);
  const { network } = await readNetworkFile(path, name);
  const config = await readConfigBeside(path);
  try {
    const { yaml, questions } = proposeManifest(readNetwork(network, name), { name, file, config });
    if (questions.length === 0) return parseManifest(yaml, path);
    const asked = questions.map((question) => `  - ${question}`).join('\n');
    throw new CatalogError(
      `The network ${path} does not say everything that an encoder needs:\n${asked}\n` +
        `Save this beside it as ${name}.yaml, correct it, and add that file:\n\n${yaml}`,
    );
  } catch (error) {
    if (error instanceof EncoderError) throw new CatalogError(error.message, { cause: error });
    throw error;
  }
}

/** The hub's description of the preprocessing: beside the network, or above its folder `onnx`. Undefined: there is none. */
async function readConfigBeside(path: string): Promise<unknown> {
  const folder = dirname(path);
  const places = [folder, ...(basename(folder) === 'onnx' ? [dirname(folder)] : [])].map((place) =>
    join(place, CONFIG_FILE),
  );
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch((cause: unknown) => {
      if (errorCode(cause) === 'ENOENT') return null;
      throw new CatalogError(`Cannot read ${place}: ${messageOf(cause)}.`, { cause });
    });
    if (text === null) continue;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new CatalogError(`Cannot read ${place}: ${messageOf(cause)}. Correct it, or move it away.`, { cause });
    }
  }
  return undefined;
}

function nameOf(file: string): string {
  const stem = file.slice(0, -NETWORK_EXTENSION.length);
  return stem.replace(/[^A-Za-z0-9._+@-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'encoder';
}
