/** @file Execution providers: where ONNX Runtime computes, and which of them answer in this process. */
import { GraphBuilder, serializeModel } from '@regatta/onnx';
import { env } from 'onnxruntime-node';
// The package's own classes create sessions in a later tick only; whether a provider answers must be known at once.
import { binding, initOrt } from 'onnxruntime-node/dist/binding.js';

/** Best first. */
const PROVIDERS = ['cuda', 'webgpu', 'cpu'] as const;
export type Provider = (typeof PROVIDERS)[number];

// ONNX Runtime writes to stderr what it also throws, in colours, and a fallback is no error: it is recorded.
env.logLevel = 'fatal';

/** Providers already tried: null when they answer, else why not. A library that is missing stays missing. */
const tried = new Map<Provider, string | null>([['cpu', null]]);

/**
 * The providers of which a session can be made here, best first; the last is always `cpu`. The first call tries CUDA,
 * which takes a moment where it is present. WebGPU is listed only after a session has asked for it by name and got it:
 * trying it starts a graphics driver, and software drivers answer too.
 */
export function availableProviders(): Provider[] {
  whyNot('cuda');
  return PROVIDERS.filter((provider) => tried.get(provider) === null);
}

/** Why a provider cannot be used in this process, in one sentence; null when it can. */
export function whyNot(provider: Provider): string | null {
  const known = tried.get(provider);
  if (known !== undefined) return known;
  const reason = tryProvider(provider);
  tried.set(provider, reason);
  return reason;
}

function tryProvider(provider: Provider): string | null {
  const graph = new GraphBuilder();
  graph.output(graph.node('Relu', [graph.input('x', 'float32', [1])]), 'float32', [1]);
  const model = serializeModel(graph.build());
  initOrt();
  const session = new binding.InferenceSession();
  try {
    session.loadModel(model.buffer as ArrayBuffer, model.byteOffset, model.byteLength, {
      executionProviders: [provider],
    });
    session.dispose();
    return null;
  } catch (error) {
    return firstSentence(error);
  }
}

/** The first line of a native error, without the C++ signatures in it. */
export function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split('\n')[0]!.replaceAll(/\/\S+\.(?:cc|h):\d+ .*?(?:\)|<lambda\(\)>) /g, '');
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
}
