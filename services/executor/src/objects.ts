/**
 * @file What jobs have in common, fetched once and kept between them: dataset manifests, encoder specs, and the one
 * session of the encoder in hand (the next job is nearly always of the same encoder).
 */
import { readFile } from 'node:fs/promises';
import { ShardReader, type Blobs } from '@regatta/blobs';
import { DatasetManifest, datasetHash, datasetSplitter, type DatasetSplitter } from '@regatta/datasets';
import {
  CLIP_MERGES,
  ClipTokenizer,
  ENCODER_INPUT,
  ENCODER_OUTPUT,
  EncoderError,
  EncoderSpec,
  FileTokenizer,
  TextTower,
  TextTowerSpec,
  buildEncoder,
  encoderRef,
  textTowerHash,
  type TextTokenizer,
} from '@regatta/encoders';
import { TerminalError, type DatasetRef, type EncoderRef } from '@regatta/jobs';
import { Tensor } from '@regatta/onnx';
import { ProbeEngine } from '@regatta/probes';
import { SessionError, createSession, type Provider, type Session } from '@regatta/runtime';
import { sha256 } from '@regatta/tensor';
import { z } from 'zod';
import { BatchSize } from './batchSize.ts';
import { OutOfMemoryError, type EmbedImagesOptions } from './embedImages.ts';

const DATASETS_KEPT = 4;

export interface OpenDataset {
  readonly manifest: DatasetManifest;
  readonly splitter: DatasetSplitter;
}

export interface OpenEncoder {
  readonly spec: EncoderSpec;
  readonly session: Session;
  /** Runs it: uint8 [count, side, side, 3] in, float32 [count, dimension] out. @throws {OutOfMemoryError} */
  readonly forward: EmbedImagesOptions['forward'];
  /** Side of the square input. @unit pixels */
  readonly side: number;
  readonly parameters: number;
  /** What was found out about its batches, for the next job. */
  readonly batch: BatchSize;
}

export class Objects {
  readonly #blobs: Blobs;
  readonly #threads: number;
  readonly #datasets = new Map<string, OpenDataset>();
  readonly #specs = new Map<string, EncoderSpec>();
  #encoder: { key: string; open: OpenEncoder } | null = null;
  /** The graphs of kNN and logistic regression. */
  readonly probes: ProbeEngine;
  /** The bytes of images. */
  readonly shards: ShardReader;

  constructor(blobs: Blobs, threads: number) {
    this.#blobs = blobs;
    this.#threads = threads;
    this.probes = new ProbeEngine({ threads });
    this.shards = new ShardReader(blobs);
  }

  /** A dataset by its hash. @throws {TerminalError} the object is not what its name says. */
  async dataset(ref: DatasetRef): Promise<OpenDataset> {
    const known = this.#datasets.get(ref.hash);
    if (known) return known;
    const key = `datasets/${ref.name}/${ref.hash}/manifest.json`;
    const manifest = parseObject(DatasetManifest, await this.#blobs.get(key), key);
    expectHash(key, ref.hash, datasetHash(manifest));
    const open = { manifest, splitter: datasetSplitter(manifest) };
    this.#datasets.set(ref.hash, open);
    for (const oldest of this.#datasets.keys()) {
      if (this.#datasets.size <= DATASETS_KEPT) break;
      this.#datasets.delete(oldest);
    }
    return open;
  }

  async spec(ref: EncoderRef): Promise<EncoderSpec> {
    const known = this.#specs.get(ref.hash);
    if (known) return known;
    const key = `encoders/${ref.hash}.json`;
    const spec = parseObject(EncoderSpec, await this.#blobs.get(key), key);
    expectHash(key, ref.hash, encoderRef(spec).hash);
    this.#specs.set(ref.hash, spec);
    return spec;
  }

  /** The encoder, ready to run. The session of another encoder is closed first: two may not fit the memory. */
  async encoder(ref: EncoderRef, provider: 'auto' | Provider): Promise<OpenEncoder> {
    const key = `${ref.hash} ${provider}`;
    if (this.#encoder?.key === key) return this.#encoder.open;
    await this.#encoder?.open.session.close();
    this.#encoder = null;
    const spec = await this.spec(ref);
    const weights = await this.#content(`weights/${spec.weights}.onnx`, spec.weights);
    const { model, side, parameters } = build(weights, spec);
    const session = await createSession(model, { provider, threads: this.#threads });
    const open: OpenEncoder = {
      spec,
      session,
      forward: (pixels, count) => forward(session, pixels, [count, side, side, 3]),
      side,
      parameters,
      batch: new BatchSize(),
    };
    this.#encoder = { key, open };
    return open;
  }

  /**
   * A text tower, ready to run: the caller closes it, since its texts are few and then cached.
   * @param request.encoder names it in messages @throws {EncoderError} it is not as its spec says
   */
  async tower({ encoder, tower: hash }: { readonly encoder: string; readonly tower: string }): Promise<TextTower> {
    const key = `towers/${hash}.json`;
    const spec = parseObject(TextTowerSpec, await this.#blobs.get(key), key);
    expectHash(key, hash, textTowerHash(spec));
    const weights = await this.#content(`weights/${spec.weights}.onnx`, spec.weights);
    const tokenizer = await this.#tokenizer(spec.tokenizer);
    return TextTower.open({ name: encoder, weights, spec, tokenizer, threads: this.#threads });
  }

  async #tokenizer(tokenizer: TextTowerSpec['tokenizer']): Promise<TextTokenizer> {
    if (tokenizer.kind === 'clip') return new ClipTokenizer(await readFile(CLIP_MERGES));
    const { sha256: hash, ...options } = tokenizer;
    return new FileTokenizer(await this.#content(`tokenizers/${hash}.json`, hash), options);
  }

  /** An object that is named by its content. @throws {TerminalError} it is other content */
  async #content(key: string, hash: string): Promise<Uint8Array> {
    const bytes = await this.#blobs.get(key);
    expectHash(key, hash, sha256(bytes));
    return bytes;
  }

  async close(): Promise<void> {
    await this.#encoder?.open.session.close();
    this.#encoder = null;
    await this.probes.close();
    await this.shards.close();
  }
}

/** @throws {TerminalError} the network is not what its spec says */
function build(weights: Uint8Array, spec: EncoderSpec) {
  try {
    return buildEncoder(weights, spec);
  } catch (error) {
    if (error instanceof EncoderError) throw new TerminalError(error.message, { cause: error });
    throw error;
  }
}

/** What ONNX Runtime and the libraries below it say when memory is short, on the processor and on a GPU. */
const OUT_OF_MEMORY = /failed to allocate|out of memory|bad_alloc|bad allocation|CUBLAS_STATUS_ALLOC_FAILED/i;

async function forward(
  session: Session,
  pixels: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
): Promise<Float32Array> {
  try {
    const feeds = { [ENCODER_INPUT]: Tensor.of('uint8', shape, pixels) };
    const { data } = (await session.run(feeds))[ENCODER_OUTPUT]!;
    return data as Float32Array;
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    if (OUT_OF_MEMORY.test(error.message)) throw new OutOfMemoryError(error.message, { cause: error });
    throw error;
  }
}

function parseObject<S extends z.ZodType>(schema: S, bytes: Uint8Array, key: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new TerminalError(`Expected JSON at ${key}, got ${bytes.length} bytes that do not parse. Import it again.`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new TerminalError(
      `The object ${key} is of another version. Import it again.\n${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data;
}

function expectHash(key: string, expected: string, got: string): void {
  if (expected === got) return;
  throw new TerminalError(
    `The object ${key} is not what its name says: expected content ${expected}, got ${got}. Remove it and import it again.`,
  );
}
