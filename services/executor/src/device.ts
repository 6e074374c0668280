/** @file What this executor computes with: recorded with every number it brings. */
import { cpus } from 'node:os';
import { RUNTIME_VERSION, availableProviders } from '@regatta/runtime';
import { VISION_VERSIONS } from '@regatta/vision';

/** Processor and accelerators in words, for tables: `AMD EPYC 7B13 x 2`, `cuda + Intel Xeon x 8`. */
export function describeDevice(): string {
  const cores = cpus();
  const model = (cores[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim();
  const accelerators = availableProviders().filter((provider) => provider !== 'cpu');
  return [...accelerators, `${model} x ${cores.length}`].join(' + ');
}

/** Versions of everything that may change a number. */
export function versions(): Record<string, string> {
  return { node: process.versions.node, onnxruntime: RUNTIME_VERSION, ...VISION_VERSIONS };
}
