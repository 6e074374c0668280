/** @file The encoders half of the catalog: from a name or a manifest to a spec and weights that lie in the object store. */
import { dirname, join } from 'node:path';
import type { Blobs } from '@regatta/blobs';
import {
  CONTROL_NAMES,
  EncoderError,
  buildControl,
  encoderRef,
  type ControlName,
  type EncoderReference,
  type EncoderSpec,
  type RegisteredEncoder,
} from '@regatta/encoders';
import type { EncoderRef } from '@regatta/jobs';
import { SessionError } from '@regatta/runtime';
import type { CatalogFile, CatalogSection } from '../catalogFile.ts';
import { CatalogError, UnknownNameError } from '../errors.ts';
import { checkEncoder, type CheckOptions, type EncoderCheck } from './check/checkEncoder.ts';
import { compareWithReference } from './check/reference.ts';
import { EncoderEntry, specOfManifest, type NetworkFacts } from './encoderEntry.ts';
import { readEncoderSets, type EncoderSet } from './encoderSets.ts';
import { specOfUse, withPrecision, type EncoderUse } from './encoderUse.ts';
import { listControl, listEntry, type ListedEncoder } from './listEncoders.ts';
import { pullEncoder, type PullOptions } from './pull/pullEncoder.ts';
import { REGISTRY_FOLDER, readRegistry } from './registryFiles.ts';
import { isEncoderPath, readSource } from './readSource.ts';
import { addTextTower, isStored, textOfUse, type EncoderText } from './textTower.ts';
import { trialRun } from './trialRun.ts';
import { findWeights, placeOf, weightsKey } from './weights.ts';

/** An encoder, ready for workers: its spec lies under `encoders/<hash>.json`, its weights under `weights/<sha256>.onnx`. */
export interface CatalogEncoder {
  readonly ref: EncoderRef;
  readonly spec: EncoderSpec;
  /** Its texts; null for an encoder of images alone. */
  readonly text: EncoderText | null;
}

export interface AddedEncoder extends CatalogEncoder, NetworkFacts {
  readonly name: string;
  readonly hash: string;
  /** False when it was there already, just like this. */
  readonly isNew: boolean;
}

export interface AddEncoderOptions {
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface EncoderCatalog {
  /** Every encoder, the built-in controls first. @throws {CatalogError} */
  encoders(): Promise<ListedEncoder[]>;
  /**
   * An encoder by its name, by the path of its manifest, or as it is used in a sweep.
   * @throws {UnknownNameError} with the nearest names @throws {CatalogError} no such tap, preprocessing or precision
   */
  encoder(use: string | EncoderUse): Promise<CatalogEncoder>;
  /**
   * Adds the encoder of a manifest (YAML), of a folder with a `manifest.yaml`, or of a bare `.onnx` file whose graph says
   * everything. Weights are hashed at the first use, locked, and checked ever after; a file that has not changed since
   * is not read again.
   * @throws {CatalogError} mistakes in the manifest, weights that are not the ones expected, a network that does not fit;
   *   for a bare `.onnx` also the manifest to write, with what cannot be known
   * @throws {WeightsUnavailableError} the server of the weights cannot be reached
   */
  addEncoder(path: string, options?: AddEncoderOptions): Promise<AddedEncoder>;
  /**
   * Looks closely at an encoder, compares its features with the reference that it has or from now on has, and measures it.
   * @throws {UnknownNameError} @throws {CatalogError} it cannot be built or run
   */
  checkEncoder(use: string | EncoderUse, options?: CheckOptions): Promise<EncoderCheck & CatalogEncoder>;
  /** The encoders of the registry: what can be pulled by name, or exported. @throws {CatalogError} */
  registeredEncoders(): Promise<RegisteredEncoder[]>;
  /** Encoders of the registry by the name of a set. @throws {CatalogError} */
  encoderSets(): Promise<ReadonlyMap<string, EncoderSet>>;
  /**
   * Pulls an encoder of the registry and adds it. Its files are locked in `models/lock.yaml` at their first use, and
   * checked ever after; a download that was cut off goes on where it ended.
   * @throws {UnknownNameError} with the nearest names @throws {CatalogError} a file is not there, may not be had, or is
   *   not the one that is locked @throws {WeightsUnavailableError} the hub cannot be reached, or failed
   */
  pullEncoder(name: string, options?: PullOptions): Promise<AddedEncoder>;
}

/** @param folder the project's `.regatta/` @param registry the folder of its manifests, unless that which comes along */
export function encoderCatalog(parts: {
  file: CatalogFile;
  blobs: Blobs;
  folder: string;
  registry?: string | undefined;
}): EncoderCatalog {
  const { file, blobs, folder, registry } = parts;
  const encoders = new Encoders(file.section('encoders', EncoderEntry), blobs);
  return {
    encoders: () => encoders.list(),
    encoder: (use) => encoders.use(typeof use === 'string' ? { use } : use),
    addEncoder: (path, options) => encoders.add(path, options),
    checkEncoder: async (use, options) => {
      const encoder = await encoders.use(typeof use === 'string' ? { use } : use);
      const { ref, spec } = encoder;
      const weights = await blobs.get(weightsKey(spec.weights));
      const checked = await checkEncoder(weights, spec, options).catch(asCatalogError);
      const published = await encoders.reference(ref.hash);
      const likeness = await compareWithReference(checked, {
        blobs,
        hash: ref.hash,
        precision: spec.precision,
        published,
      });
      return { ...encoder, ...checked, findings: [...checked.findings, likeness] };
    },
    registeredEncoders: () => readRegistry(registry),
    encoderSets: async () => {
      const entries = await readRegistry(registry);
      const names = entries.map(({ name }) => name);
      return readEncoderSets(registry ?? REGISTRY_FOLDER, names);
    },
    pullEncoder: async (name, options = {}) => {
      const entries = await readRegistry(registry);
      const entry = entries.find((candidate) => candidate.name === name);
      if (entry === undefined) {
        const cure = 'Encoders of your own are added by `regatta encoders add`.';
        throw new UnknownNameError({ what: 'encoder', name, known: entries.map((known) => known.name), cure });
      }
      const places = { folder: join(folder, 'pulled'), lockPath: join(dirname(folder), 'models', 'lock.yaml') };
      return encoders.add(await pullEncoder(entry, places, options), options);
    },
  };
}

function asCatalogError(error: unknown): never {
  if (error instanceof EncoderError || error instanceof SessionError) {
    throw new CatalogError(error.message, { cause: error });
  }
  throw error;
}

class Encoders {
  readonly #section: CatalogSection<EncoderEntry>;
  readonly #blobs: Blobs;
  /** Controls written by this process: their bytes are the same each time. */
  readonly #controls = new Map<ControlName, EncoderSpec>();

  constructor(section: CatalogSection<EncoderEntry>, blobs: Blobs) {
    this.#section = section;
    this.#blobs = blobs;
  }

  async list(): Promise<ListedEncoder[]> {
    const entries = await this.#section.entries();
    return [...CONTROL_NAMES.map(listControl), ...[...entries].map(([name, entry]) => listEntry(name, entry))];
  }

  /** The reference that a manifest gives for exactly this encoder. */
  async reference(hash: string): Promise<EncoderReference | undefined> {
    const entries = [...(await this.#section.entries()).values()];
    const own = entries.find(({ manifest, weights }) => encoderRef(specOfManifest(manifest, weights)).hash === hash);
    return own?.manifest.reference;
  }

  async use(use: EncoderUse): Promise<CatalogEncoder> {
    if (isEncoderPath(use.use)) return this.use({ ...use, use: (await this.add(use.use)).name });
    const control = CONTROL_NAMES.find((name) => name === use.use);
    if (control !== undefined) return this.#useControl(control, use);
    const entries = await this.#section.entries();
    const entry = (use.precision && entries.get(withPrecision(use.use, use.precision))) || entries.get(use.use);
    if (entry !== undefined) return this.#useEntry(entry, use);
    const known = [...CONTROL_NAMES, ...entries.keys()];
    const cure = 'Add one with `regatta encoders add MANIFEST.yaml`.';
    throw new UnknownNameError({ what: 'encoder', name: use.use, known, cure });
  }

  async add(path: string, options: AddEncoderOptions = {}): Promise<AddedEncoder> {
    const { manifest, source } = await readSource(path);
    const { name } = manifest;
    if (CONTROL_NAMES.some((control) => control === name)) throw nameTaken(name, 'a built-in encoder', source);
    const known = (await this.#section.entries()).get(name);
    // From elsewhere it is either the same encoder, moved, or another one that must not take the name.
    const isElsewhere = known !== undefined && known.source !== source;
    const locked = known === undefined || isElsewhere ? null : { sha256: known.weights, stamp: known.stamp };
    const found = await findWeights({ manifest, source, locked, blobs: this.#blobs, ...options });
    const { sha256: weights, stamp } = found;
    const spec = specOfManifest(manifest, weights);
    const ref = encoderRef(spec);
    if (isElsewhere && encoderRef(specOfManifest(known.manifest, known.weights)).hash !== ref.hash) {
      throw nameTaken(name, `the encoder of ${known.source}`, source);
    }
    const facts = known?.tried[ref.hash];
    const bytes = found.bytes ?? (facts === undefined ? await this.#blobs.get(weightsKey(weights)) : null);
    if (facts === undefined) options.onProgress?.(`Trying the encoder ${name}`);
    const shown = facts ?? (await trialRun(bytes!, spec).catch(namingPlace(placeOf(manifest, source))));
    // Only now: an error page of a server is no network and must not be stored as weights.
    if (bytes !== null) await this.#blobs.put(weightsKey(weights), bytes);
    await this.#store(spec, ref.hash);
    const tried = { ...(known?.weights === weights ? known.tried : {}), [ref.hash]: shown };
    const { dimension } = shown;
    const request = { manifest, source, known: isElsewhere ? undefined : known?.tower, blobs: this.#blobs, ...options };
    const tower = await addTextTower({ ...request, dimension });
    const entry: EncoderEntry = { source, manifest, weights, stamp, tried, ...(tower && { tower }) };
    if (JSON.stringify(entry) !== JSON.stringify(known)) await this.#section.set(name, entry);
    return {
      name,
      hash: ref.hash,
      isNew: facts === undefined,
      ref,
      spec,
      text: textOfUse(manifest, tower, spec),
      ...shown,
    };
  }

  async #useEntry(entry: EncoderEntry, use: EncoderUse): Promise<CatalogEncoder> {
    const { manifest, weights, tried, tower } = entry;
    const key = weightsKey(weights);
    // Another object store than the one it was added with: its source brings the weights there too.
    const hasAll = (await this.#blobs.head(key)) !== null && (!tower || (await isStored(this.#blobs, tower.spec)));
    if (!hasAll) await this.add(entry.source);
    const spec = specOfUse(specOfManifest(manifest, weights), manifest.taps, use);
    const ref = encoderRef(spec);
    if (tried[ref.hash] === undefined) {
      const facts = await trialRun(await this.#blobs.get(key), spec);
      await this.#section.set(manifest.name, { ...entry, tried: { ...tried, [ref.hash]: facts } });
    }
    await this.#store(spec, ref.hash);
    return { ref, spec, text: textOfUse(manifest, tower, spec) };
  }

  async #useControl(name: ControlName, use: EncoderUse): Promise<CatalogEncoder> {
    const own = this.#controls.get(name) ?? (await this.#writeControl(name));
    const spec = specOfUse(own, {}, use);
    const ref = encoderRef(spec);
    if (ref.hash !== encoderRef(own).hash) await trialRun(await this.#blobs.get(weightsKey(spec.weights)), spec);
    await this.#store(spec, ref.hash);
    return { ref, spec, text: null };
  }

  async #writeControl(name: ControlName): Promise<EncoderSpec> {
    const { weights, spec } = buildControl(name);
    const key = weightsKey(spec.weights);
    if ((await this.#blobs.head(key)) === null) await this.#blobs.put(key, weights);
    this.#controls.set(name, spec);
    return spec;
  }

  async #store(spec: EncoderSpec, hash: string): Promise<void> {
    const key = `encoders/${hash}.json`;
    if ((await this.#blobs.head(key)) !== null) return;
    await this.#blobs.put(key, new TextEncoder().encode(`${JSON.stringify(spec, null, 2)}\n`));
  }
}

/** A fault of a network, with the file it is in. */
function namingPlace(place: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof CatalogError) throw new CatalogError(`${place}: ${error.message}`, { cause: error.cause });
    throw error;
  };
}

function nameTaken(name: string, by: string, source: string): CatalogError {
  return new CatalogError(`The name "${name}" is taken by ${by}. Give the encoder of ${source} another name.`);
}
