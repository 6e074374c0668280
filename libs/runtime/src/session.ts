/** @file A loaded model, ready to run: the one place where graphs are executed. */
import { serializeModel, type Dimension, type Model, type Tensor } from '@regatta/onnx';
import { InferenceSession } from 'onnxruntime-node';
import { checkFeeds, checkResultNames, type Port } from './checkFeeds.ts';
import { SessionError } from './errors.ts';
import { fromOrt, isEdgeType, toOrt } from './ortTensor.ts';
import { availableProviders, firstSentence, whyNot, type Provider } from './provider.ts';

export type TensorsByName = Readonly<Record<string, Tensor>>;

export interface SessionOptions {
  /** Where to compute; `auto` takes the first of `availableProviders()`. @default 'auto' */
  readonly provider?: Provider | 'auto';
  /**
   * Threads of one run; the last bits of a result may depend on it.
   * @default as many as the machine has cores
   */
  readonly threads?: number;
  /** How far ONNX Runtime may rewrite the graph. Lower levels load faster and run slower. @default 'all' */
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'all';
  /** Contents of the files in which tensors of the model lie, by the location that the model gives. */
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
}

export interface Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The provider in use. */
  readonly provider: Provider;
  /** Why it is another than was asked for; null when it is not. */
  readonly fallback: string | null;
  /**
   * Runs the graph once. Calls at the same time are allowed and run one after the other: a run blocks the thread, so keep
   * it below a second or two where something else must be heard.
   * @param into tensors whose memory takes the outputs of these names, and which are then the results
   * @throws {FeedError} when a tensor does not fit
   * @throws {SessionError} when the run fails, or the session is closed
   */
  run(feeds: TensorsByName, into?: TensorsByName): Promise<Record<string, Tensor>>;
  /** Gives the memory back after the runs under way. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Loads a model. A provider that is missing or refuses the model is replaced by the CPU, and `fallback` says why.
 * @param model the typed model, or the bytes of an ONNX file
 * @throws {SessionError} when ONNX Runtime does not accept the model on the CPU either
 */
export async function createSession(model: Model | Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const bytes = model instanceof Uint8Array ? model : serializeModel(model);
  const asked = options.provider ?? 'auto';
  const provider = asked === 'auto' ? availableProviders()[0]! : asked;
  if (provider === 'cpu') return new LoadedSession(await loadOnCpu(bytes, options), 'cpu', null);
  const native = whyNot(provider) ?? (await load(bytes, provider, options).catch(firstSentence));
  if (typeof native !== 'string') return new LoadedSession(native, provider, null);
  const fallback = `${provider} cannot be used, computing on the CPU instead: ${native}`;
  return new LoadedSession(await loadOnCpu(bytes, options), 'cpu', fallback);
}

class LoadedSession implements Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly provider: Provider;
  readonly fallback: string | null;
  readonly #native: InferenceSession;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  constructor(native: InferenceSession, provider: Provider, fallback: string | null) {
    this.#native = native;
    this.provider = provider;
    this.fallback = fallback;
    this.inputs = native.inputMetadata.map(toPort);
    this.outputs = native.outputMetadata.map(toPort);
  }

  async run(feeds: TensorsByName, into: TensorsByName = {}): Promise<Record<string, Tensor>> {
    if (this.#closed !== null) throw new SessionError('The session is closed.');
    checkFeeds(this.inputs, feeds);
    checkResultNames(this.outputs, into);
    const fetches = Object.fromEntries(this.outputs.map(({ name }) => [name, into[name] ? toOrt(into[name]) : null]));
    const run = this.#native.run(mapValues(feeds, toOrt), fetches);
    this.#running.add(run);
    try {
      return { ...mapValues(await run, fromOrt), ...into };
    } catch (error) {
      throw new SessionError(`The run failed: ${firstSentence(error)}`, { cause: error });
    } finally {
      this.#running.delete(run);
    }
  }

  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(() => this.#native.release());
    return this.#closed;
  }
}

async function loadOnCpu(bytes: Uint8Array, options: SessionOptions): Promise<InferenceSession> {
  try {
    return await load(bytes, 'cpu', options);
  } catch (error) {
    throw new SessionError(`ONNX Runtime refuses the model: ${firstSentence(error)}`, { cause: error });
  }
}

/**
 * Threads that wait in ONNX Runtime's pool spin by default. Beside threads that decode images, or another process, they
 * take the cores from those who have work: a run then takes up to twice as long, and 1.6 times the processor's time.
 */
const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } };

function load(bytes: Uint8Array, provider: Provider, options: SessionOptions): Promise<InferenceSession> {
  const { threads, optimization = 'all', externalData } = options;
  return InferenceSession.create(bytes, {
    executionProviders: [provider],
    graphOptimizationLevel: optimization,
    extra: NO_SPINNING,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(externalData !== undefined && { externalData: [...externalData].map(([path, data]) => ({ path, data })) }),
  });
}

function toPort(metadata: InferenceSession.ValueMetadata): Port {
  const { name } = metadata;
  if (!metadata.isTensor || !isEdgeType(metadata.type)) {
    throw new SessionError(
      `Expected "${name}" to be a tensor of a type that Node knows, got ${JSON.stringify(metadata)}.`,
    );
  }
  return { name, dtype: metadata.type, shape: metadata.shape.map(toDimension) };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** ONNX Runtime gives an empty symbol for a length of which nothing is said. */
function toDimension(length: number | string): Dimension {
  return length === '' ? null : length;
}
