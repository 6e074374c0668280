/** @file Pulls an encoder of the registry: its files, checked against what is locked, and a manifest to add it by. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  EncoderError,
  FileTokenizer,
  externalFilesOf,
  manifestOfRegistered,
  type Precision,
  type PulledFiles,
  type RegisteredEncoder,
} from '@regatta/encoders';
import { stringify } from 'yaml';
import { CatalogError } from '../../errors.ts';
import { replaceFile } from '../../replaceFile.ts';
import { DEFAULT_HUB, openHub, type Hub, type HubFile, type Transfer } from './hub.ts';
import { lock, readLock, type Locked } from './weightsLock.ts';

export interface PullOptions {
  /** A hub's or mirror's address, `s3://BUCKET/PREFIX`, or a folder. @default the public hub */
  readonly from?: string | undefined;
  /** @default 'fp32' */
  readonly precision?: Precision | undefined;
  /** Whether the text tower comes along, where there is one: zero-shot needs it, probes do not. @default true */
  readonly text?: boolean | undefined;
  /** For repositories whose licence must be accepted. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  /** How much of a file has come; total is null where the server does not say. */
  readonly onBytes?: ((file: string, bytes: number, total: number | null) => void) | undefined;
  /** Pause before another try, for tests. */
  readonly delayMs?: Transfer['delayMs'];
}

/** Where pulled files and the lock lie. */
export interface PullPlaces {
  /** In the project's `.regatta/`. */
  readonly folder: string;
  /** `models/lock.yaml` of the project. */
  readonly lockPath: string;
}

/** @returns the path of a manifest beside its files, ready to be added @throws {CatalogError} @throws {WeightsUnavailableError} */
export async function pullEncoder(
  entry: RegisteredEncoder,
  { folder, lockPath }: PullPlaces,
  options: PullOptions = {},
): Promise<string> {
  const precision = options.precision ?? 'fp32';
  const file = await fileOf(entry, precision, options.from);
  const isExport = typeof file === 'string';
  const pull = new Pull(entry, { folder, lockPath }, options);
  const published = isExport ? undefined : entry.weights.hub?.sha256[precision];
  const { path, sha256, others } = await pull.network(file, published);
  for (const other of others) await pull.file(beside(file, other));
  const text = options.text === false ? undefined : await pullTower(pull, entry, { ...options, precision, isExport });
  const weights = isExport ? { export: entry.weights.export } : entry.weights;
  const manifest = manifestOfRegistered(
    { ...entry, weights },
    {
      file: path,
      precision,
      // With a second file the network that is stored is the two joined, and has a hash of its own.
      ...(others.length === 0 ? { sha256 } : {}),
      text,
    },
  );
  const manifestPath = join(folder, `${manifest.name}.yaml`);
  await mkdir(folder, { recursive: true });
  await replaceFile(manifestPath, stringify(manifest, { lineWidth: 0 }));
  return manifestPath;
}

/**
 * The text tower, in fp32 where it is published so: texts are few, and no image waits for them.
 * @returns undefined: there is none, or the folder of exports has none
 */
async function pullTower(
  pull: Pull,
  { name, text }: RegisteredEncoder,
  { precision, isExport, from, onProgress }: PullOptions & { precision: Precision; isExport: boolean },
): Promise<PulledFiles['text']> {
  const exported = `${name}.text.onnx`;
  const hub = isExport ? undefined : text?.hub;
  if (text === null || (!isExport && hub === undefined)) return undefined;
  const files = [exported, ...(text.tokenizer === 'clip' ? [] : [`${name}.tokenizer.json`])];
  for (const file of isExport && !/^(?:https?|s3):/.test(from!) ? files : []) {
    if (await isFile(join(from!, file))) continue;
    onProgress?.(`${name} comes without its text tower: there is no ${file} in ${from}`);
    return undefined;
  }
  const place = hub && { repository: hub.repository, revision: hub.revision };
  const kept = hub?.files.fp32 === undefined ? precision : 'fp32';
  const file = place ? { ...place, file: hub.files[kept] ?? Object.values(hub.files)[0]! } : exported;
  const network = await pull.network(file, hub?.sha256[kept]);
  for (const other of network.others) await pull.file(beside(file, other));
  const { path, sha256 } = network;
  const tower = { file: path, ...(network.others.length === 0 ? { sha256 } : {}) };
  if (text.tokenizer === 'clip') return { network: tower, tokenizer: null };
  const tokenizer = await pull.file(place ? { ...place, file: hub.tokenizer! } : `${name}.tokenizer.json`, {
    check: async (at) => void new FileTokenizer(await readFile(at), { pad: text.pad }),
  });
  return { network: tower, tokenizer: { file: tokenizer.path, sha256: tokenizer.sha256 } };
}

class Pull {
  readonly #entry: RegisteredEncoder;
  readonly #places: PullPlaces;
  readonly #options: PullOptions;
  readonly #hub: Hub;

  constructor(entry: RegisteredEncoder, places: PullPlaces, options: PullOptions) {
    this.#entry = entry;
    this.#places = places;
    this.#options = options;
    this.#hub = openHub(options.from ?? DEFAULT_HUB);
  }

  /** A network's own file, and the names of those beside it that it needs. @param published its hash, where the registry gives it */
  async network(file: HubFile | string, published: string | undefined) {
    const others: string[] = [];
    const found = await this.file(file, {
      published,
      check: async (path) => void others.push(...externalFilesOf(await readFile(path), this.#entry.name)),
    });
    return { ...found, others };
  }

  async file(file: HubFile | string, { published, check }: Expected = {}): Promise<{ path: string; sha256: string }> {
    const { folder, lockPath } = this.#places;
    const name = lockName(file);
    const locked = (await readLock(lockPath)).get(name);
    const target = join(folder, typeof file === 'string' ? file : join(file.repository, file.revision, file.file));
    const known = await hashOf(target);
    const expected = published ?? locked?.sha256;
    const isThere = known !== null && known.sha256 === expected;
    // Where nothing says what it should be, it is fetched again rather than believed.
    const path = isThere ? target : await this.#bring(file, target);
    const found = isThere ? known : (await hashOf(path))!;
    const refuse = async (message: string, cause?: unknown): Promise<never> => {
      // The next try must not find it.
      if (path === target) await rm(path, { force: true });
      throw new CatalogError(message, { cause });
    };
    if (expected !== undefined && expected !== found.sha256) {
      const who = published === undefined ? lockPath : 'the registry';
      await refuse(
        `The file ${name} is not the one expected: ${who} says sha256 ${expected}, got ${found.sha256} ` +
          `(${found.bytes} bytes). It was changed, or damaged on the way. If it is meant, correct the hash there.`,
      );
    }
    // Before it is locked: an error page of a server is no network.
    await check?.(path).catch((error: unknown) => {
      if (error instanceof EncoderError) return refuse(`${name}: ${error.message}`, error);
      throw error;
    });
    await lock(lockPath, name, found);
    return { path, sha256: found.sha256 };
  }

  async #bring(file: HubFile | string, target: string): Promise<string> {
    await rm(target, { force: true });
    const name = lockName(file);
    const { onProgress, onBytes, token, signal, delayMs } = this.#options;
    onProgress?.(`Fetching ${name}`);
    return this.#hub.bring(file, target, {
      what: `the weights of encoder "${this.#entry.name}"`,
      token,
      signal,
      onBytes: onBytes && ((bytes, total) => onBytes(name, bytes, total)),
      ...(delayMs && { delayMs }),
    });
  }
}

interface Expected {
  readonly published?: string | undefined;
  /** @throws {EncoderError} it cannot be what it is taken for */
  readonly check?: (path: string) => Promise<void>;
}

/** @throws {CatalogError} there is no file of this precision, or none at all */
async function fileOf(
  { name, weights }: RegisteredEncoder,
  precision: Precision,
  from: string | undefined,
): Promise<HubFile | string> {
  const { hub } = weights;
  const exported = precision === 'fp32' ? `${name}.onnx` : `${name}+${precision}.onnx`;
  if (from !== undefined && weights.export !== undefined) {
    // A folder may also hold an export of what a hub has: whoever made it means it.
    if (hub === undefined || (await isFile(join(from, exported)))) return exported;
  }
  if (hub !== undefined) {
    const file = hub.files[precision];
    if (file !== undefined) return { repository: hub.repository, revision: hub.revision, file };
    const known = Object.keys(hub.files).join(', ');
    throw new CatalogError(`There is no ${precision} file of encoder "${name}": expected one of ${known}.`);
  }
  const { library, model, checkpoint } = weights.export!;
  throw new CatalogError(
    `No hub has encoder "${name}" as an ONNX file. Export ${model} of ${library} (${checkpoint}) with ` +
      `\`python models/export/export.py ${name} --out FOLDER\`, and pull it with --from FOLDER.`,
  );
}

function beside(file: HubFile | string, other: string): HubFile | string {
  if (typeof file === 'string') return other;
  return { ...file, file: join(dirname(file.file), other) };
}

const lockName = (file: HubFile | string) =>
  typeof file === 'string' ? `export/${file}` : `${file.repository}@${file.revision}/${file.file}`;

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/** null: there is no such file. */
async function hashOf(path: string): Promise<Locked | null> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile()) return null;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { sha256: hash.digest('hex'), bytes: info.size };
}
