/**
 * @file The graphs that probes run through ONNX Runtime, each loaded when it is first needed.
 *
 * They compute on the CPU: the proof that neighbours are exact needs IEEE float32 products, which a GPU's TF32 is not.
 */
import { createSession, type Session } from '@regatta/runtime';
import type { Tensor } from '@regatta/onnx';
import { GRAPHS, type GraphName } from './graphs.ts';

export interface ProbeEngineOptions {
  /** Threads of one run; the last bits of a sum may depend on it. @default as many as the machine has cores */
  readonly threads?: number;
}

type TensorsByName = Readonly<Record<string, Tensor>>;

/** Called between native calls: a caller lets messages be heard there, and throws to stop. */
export type Breathe = () => Promise<void>;

/** Operations of one run at most, two per multiplication and addition: a second on a slow core. */
export const OPERATIONS_PER_RUN_MAX = 4e10;

export class ProbeEngine {
  readonly #options: ProbeEngineOptions;
  readonly #sessions = new Map<GraphName, Promise<Session>>();

  constructor(options: ProbeEngineOptions = {}) {
    this.#options = options;
  }

  /**
   * Runs a graph once.
   * @param into memory for outputs, by name: a loop that asked for new memory every time would keep the collector busy
   * @throws {SessionError}
   */
  async run(graph: GraphName, feeds: TensorsByName, into?: TensorsByName): Promise<Record<string, Tensor>> {
    let session = this.#sessions.get(graph);
    if (session === undefined) {
      session = createSession(GRAPHS[graph](), { ...this.#options, provider: 'cpu' });
      this.#sessions.set(graph, session);
    }
    return (await session).run(feeds, into);
  }

  /** Frees the sessions. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => (await session).close()));
  }
}

/** For callers that need not be heard in between. */
export const holdBreath: Breathe = async () => {};
